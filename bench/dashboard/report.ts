/** What the dashboard's measurements came to, as a section. */
import { type BenchSection, quantile, table } from '../section.ts';
import type { ChartFigures } from './chart-page.ts';
import type { Seeded } from './seed.ts';

interface Scrolled {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly longestMs: number;
  readonly late: number;
  readonly frames: number;
  /** Of the main thread, a frame. */
  readonly cpuMs: number;
}

interface PageFigures {
  readonly firstMs: number;
  readonly heapBytes: number;
  readonly workCpuMs?: number;
}

export interface Figures {
  readonly seeded: Seeded;
  readonly list: {
    readonly firstMs: number;
    readonly loadedMs: number;
    readonly rows: number;
    readonly heapBytes: number;
    readonly ahead: Scrolled;
    readonly back: Scrolled;
    readonly foundMs: number;
    readonly noneMs: number;
    readonly rareEvery: number;
  };
  readonly pages: Readonly<Record<'overview' | 'long' | 'sweep', PageFigures>>;
  readonly charts: Readonly<Record<'part' | 'uPlot', readonly ChartFigures[]>>;
  readonly points: number;
}

/** Of a frame at 60 a second. */
const FRAME_MS = 16.7;

export function sectionOf({ seeded, list, pages, charts, points }: Figures): BenchSection {
  const { jobs, epochs, trials } = seeded;
  const ms = (value: number | undefined): string =>
    value === undefined ? '–' : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  const median = (of: readonly ChartFigures[], name: keyof ChartFigures): number =>
    quantile(
      of.map((each) => each[name]),
      0.5,
    );
  const scrolled = (name: string, { p50Ms, p95Ms, longestMs, late, frames, cpuMs }: Scrolled): string[] => [
    ...[name, ms(p50Ms), ms(p95Ms), ms(longestMs), `${late} of ${frames}`, ms(cpuMs)],
  ];
  const chart = (name: string, of: readonly ChartFigures[]): string[] => [
    ...[name, ms(median(of, 'drawMs')), ms(median(of, 'zoomMs'))],
  ];
  const ratio = (name: keyof ChartFigures): string =>
    (median(charts.uPlot, name) / median(charts.part, name)).toFixed(1);
  const isSmooth = Math.max(list.ahead.cpuMs, list.back.cpuMs) <= FRAME_MS;
  return {
    title: 'The dashboard with much to show',
    body: [
      `${jobs.toLocaleString('en')} jobs in a real Redis, each with a history; one of them of ${epochs.toLocaleString('en')} epochs, the most that a job may`,
      `have; a sweep of ${trials} trials over six fields. A headless Chromium without a graphics card, 1280 × 900, beside the api`,
      'and Redis on the same cores. Time of the processor is that of the page’s main thread.',
      '',
      table(
        ['page', 'drawn after', 'its memory', 'besides'],
        [
          ['jobs', ms(list.firstMs), `${mb(list.heapBytes)}, with all loaded`, `${list.rows} rows are in the page`],
          ['overview', ms(pages.overview.firstMs), mb(pages.overview.heapBytes), ''],
          [`a job of ${epochs} epochs`, ms(pages.long.firstMs), mb(pages.long.heapBytes), ''],
          [
            `a sweep of ${trials} trials`,
            ms(pages.sweep.firstMs),
            mb(pages.sweep.heapBytes),
            `${ms(pages.sweep.workCpuMs)} of processor to mark a trial`,
          ],
        ],
      ),
      '',
      table(
        [
          'scrolling the jobs, 240 px a frame',
          'frame, median',
          'p95',
          'longest',
          'later than 25 ms',
          'processor, a frame',
        ],
        [scrolled('down, as pages are loaded', list.ahead), scrolled('up, all loaded', list.back)],
      ),
      '',
      `Loading all of them by the end of the scroll bar: ${(list.loadedMs / 1000).toFixed(1)} s. Filtering for a model that one job in ${list.rareEvery} has: ${ms(list.foundMs)}; for`,
      `a kind that none has, for which all are looked at: ${ms(list.noneMs)}.`,
      '',
      table(
        [`a chart of ${points.toLocaleString('en')} points`, 'drawn within', 'zoomed within'],
        [
          chart('the dashboard’s', charts.part),
          chart('uPlot, given all of them', charts.uPlot),
          ['times as fast', ratio('drawMs'), ratio('zoomMs')],
        ],
      ),
      '',
      `The goal that scrolling takes less of the processor than a frame has, ${FRAME_MS} ms: ${isSmooth ? '**reached**' : 'missed'}.`,
    ].join('\n'),
  };
}
