/** What a page takes of the browser: processor time, frames, memory. */
import type { CDPSession, Page } from 'playwright-core';

export interface Spent {
  /** Of the page's main thread, in milliseconds. */
  readonly cpuMs: number;
  readonly wallMs: number;
}

export interface Frames {
  /** Milliseconds from one to the next. */
  readonly gaps: readonly number[];
  readonly cpuMs: number;
}

export interface PageMeter {
  during(work: () => Promise<unknown>): Promise<Spent>;
  /** Scrolls by so many pixels at each frame, so many frames. */
  scroll(pixels: number, frames: number): Promise<Frames>;
  /** What scripts hold once garbage is collected. */
  heapBytes(): Promise<number>;
}

export async function meter(page: Page): Promise<PageMeter> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const read = async (name: string): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  };
  return {
    async during(work) {
      const [cpu, started] = [await read('TaskDuration'), performance.now()];
      await work();
      const wallMs = performance.now() - started;
      return { cpuMs: 1000 * ((await read('TaskDuration')) - cpu), wallMs };
    },
    async scroll(pixels, frames) {
      const cpu = await read('TaskDuration');
      const gaps = (await page.evaluate(scrolling(pixels, frames))) as number[];
      return { gaps, cpuMs: 1000 * ((await read('TaskDuration')) - cpu) };
    },
    async heapBytes() {
      await session.send('HeapProfiler.collectGarbage');
      return read('JSHeapUsedSize');
    },
  };
}

function scrolling(pixels: number, frames: number): string {
  return `new Promise((resolve) => {
    const gaps = [];
    let last = performance.now();
    const step = (now) => {
      gaps.push(now - last);
      last = now;
      scrollBy(0, ${pixels});
      if (gaps.length <= ${frames}) requestAnimationFrame(step);
      else resolve(gaps.slice(1));
    };
    requestAnimationFrame(step);
  })`;
}
