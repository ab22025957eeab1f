/**
 * Whether the dashboard stays smooth with much to show: ten thousand jobs in Redis, a job of as many epochs as there may be, a
 * sweep of as many trials, a million points in a chart; in a real Chromium. Some minutes, most of them for the jobs.
 */
import type { Page } from 'playwright-core';
import { startBrowser, type TestBrowser } from '../../test/dashboard/browser.ts';
import { startService } from '../../test/support/service.ts';
import { type BenchOptions, type BenchSection, quantile } from '../section.ts';
import { type ChartFigures, measureChart, openChartPage } from './chart-page.ts';
import { meter } from './page-meter.ts';
import { type Figures, sectionOf } from './report.ts';
import { RARE_EVERY, type Seeded, seed } from './seed.ts';

const FULL = { jobs: 10_000, epochs: 10_000, trials: 256 };
const QUICK = { jobs: 1000, epochs: 2000, trials: 16 };
const POINTS = 1_000_000;
const ROUNDS = 5;
const SCROLLED = { pixels: 240, frames: 600 };
const WAIT_MS = 60_000;
/** A frame that comes later than that was dropped at 60 a second. */
const LATE_MS = 25;

/** @returns the section for `docs/benchmarks.md`. */
export async function run({ quick, rounds = ROUNDS }: BenchOptions): Promise<BenchSection> {
  const seeded = await seed(quick ? QUICK : FULL);
  const service = await startService({ redis: seeded.queue.redis, environment: { RATE_LIMIT_PER_MINUTE: '1000000' } });
  const browser = await startBrowser();
  try {
    const open = (path: string) => openAt(browser, service.url + path);
    const list = await measureList(open, seeded);
    const pages = {
      overview: await measurePage(open, '/', '.lines li'),
      long: await measurePage(open, `/jobs/${seeded.long}`, '.chart canvas'),
      sweep: await measurePage(open, `/sweeps/${seeded.sweep}`, '.trials tbody tr', markTrials),
    };
    return sectionOf({
      seeded,
      list,
      pages,
      charts: await measureCharts(browser, service.url, rounds),
      points: POINTS,
    });
  } finally {
    await browser.close();
    await service.close();
    await seeded.queue.close();
  }
}

async function openAt(browser: TestBrowser, url: string): Promise<Page> {
  // An empty page first: what is measured begins with the way to the page itself.
  const page = await browser.open('about:blank');
  page.setDefaultTimeout(WAIT_MS);
  await page.goto(url, { waitUntil: 'commit' });
  return page;
}

type Open = (path: string) => Promise<Page>;

/** From the navigation until something is drawn, by the page's own clock. */
async function drawnMs(page: Page, selector: string): Promise<number> {
  return (await page.evaluate(`new Promise((resolve) => {
    const look = (now) => (document.querySelector('${selector}') ? resolve(now) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  })`)) as number;
}

async function measureList(open: Open, { jobs }: Seeded): Promise<Figures['list']> {
  const page = await open('/jobs');
  const row = '.windowed .job-row';
  const firstMs = await drawnMs(page, row);
  const measured = await meter(page);
  const ahead = await measured.scroll(SCROLLED.pixels, SCROLLED.frames);
  const all = await measured.during(() => scrollToEnd(page, jobs));
  const back = await measured.scroll(-SCROLLED.pixels, SCROLLED.frames);
  const heapBytes = await measured.heapBytes();
  const rows = (await page.evaluate(`document.querySelectorAll(${JSON.stringify(row)}).length`)) as number;
  await page.evaluate('scrollTo(0, 0)');
  const found = await measured.during(async () => {
    await page.getByRole('combobox', { name: 'Model' }).fill('rare');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'rare on mnist' }).first().waitFor();
  });
  await page.getByRole('combobox', { name: 'Model' }).fill('');
  await page.keyboard.press('Enter');
  const none = await measured.during(async () => {
    await page.getByRole('combobox', { name: 'Kind' }).selectOption('import');
    await page.getByText('No job is like that').waitFor();
  });
  await page.close();
  return {
    firstMs,
    rows,
    heapBytes,
    loadedMs: all.wallMs,
    ahead: summary(ahead.gaps, ahead.cpuMs),
    back: summary(back.gaps, back.cpuMs),
    foundMs: found.wallMs,
    noneMs: none.wallMs,
    rareEvery: RARE_EVERY,
  };
}

async function scrollToEnd(page: Page, jobs: number): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const look = () => {
      scrollTo(0, document.documentElement.scrollHeight);
      const last = [...document.querySelectorAll('.windowed > li')].at(-1);
      if (Number(last?.getAttribute('aria-setsize')) >= ${jobs}) resolve();
      else setTimeout(look, 30);
    };
    look();
  })`);
}

function summary(gaps: readonly number[], cpuMs: number) {
  return {
    p50Ms: quantile(gaps, 0.5),
    p95Ms: quantile(gaps, 0.95),
    longestMs: Math.max(...gaps),
    late: gaps.filter((gap) => gap > LATE_MS).length,
    frames: gaps.length,
    cpuMs: cpuMs / gaps.length,
  };
}

async function measurePage(
  open: Open,
  path: string,
  selector: string,
  work?: (page: Page) => Promise<unknown>,
): Promise<Figures['pages']['overview']> {
  const page = await open(path);
  const measured = await meter(page);
  const firstMs = await drawnMs(page, selector);
  const worked = work && (await measured.during(() => work(page)));
  const heapBytes = await measured.heapBytes();
  await page.close();
  return { firstMs, heapBytes, ...(worked && { workCpuMs: worked.cpuMs / MARKED }) };
}

const MARKED = 50;

/** The pointer goes over rows: each marks its line in the drawing above. */
async function markTrials(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    const rows = [...document.querySelectorAll('.trials tbody tr')];
    for (let count = 0; count < ${MARKED}; count++) {
      rows[count % rows.length].dispatchEvent(new MouseEvent('mouseenter'));
      await new Promise(requestAnimationFrame);
    }
  })()`);
}

async function measureCharts(browser: TestBrowser, url: string, rounds: number): Promise<Figures['charts']> {
  const page = await browser.open('about:blank', { bypassesPolicy: true });
  await openChartPage(page, url);
  const figures = { part: [] as ChartFigures[], uPlot: [] as ChartFigures[] };
  // The first of each warms the compiler.
  for (let round = 0; round <= rounds; round++) {
    for (const how of ['part', 'uPlot'] as const) {
      const each = await measureChart(page, how, POINTS);
      if (round > 0) figures[how].push(each);
    }
  }
  await page.close();
  return figures;
}
