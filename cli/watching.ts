/** Watches a job to its end: redrawn on a terminal, lines elsewhere, events as JSON for scripts. Ctrl-C leaves the job alone. */
import { type Job, JobFailedError } from '../client/index.ts';
import type { Context } from './context.ts';
import { Interrupted } from './errors.ts';
import { createJobView } from './job-view.ts';
import { createLiveRegion } from './terminal/live-region.ts';

export interface WatchWish {
  readonly cancelOnInterrupt?: boolean | undefined;
  /** How a command line goes on, such as `npx epochd`. */
  readonly words: string;
}

const REDRAW_MS = 100;
const PLAIN_EVERY_MS = 5000;
const LOST = 'No connection to the service; trying again for five minutes. The job goes on by itself.';
const BACK = 'The service is there again.';
/** What Ctrl-C asked for is done though every call is ended by it. */
const CANCEL_MS = 10_000;

/** @throws JobFailedError where it does not succeed; Interrupted. */
export async function watchJob({ terminal, signal }: Context, job: Job, wish: WatchWish): Promise<void> {
  const region = createLiveRegion(terminal);
  try {
    const view = createJobView(terminal, job.data ?? (await job.refresh({ signal })));
    const redraw = (): void => region.draw(view.lines());
    const timer = terminal.live ? setInterval(redraw, REDRAW_MS) : undefined;
    let toldAt = 0;
    try {
      const onConnection = (connected: boolean): void => {
        view.turn(connected);
        if (!terminal.live) terminal.note(connected ? BACK : LOST);
      };
      for await (const event of job.events({ signal, onConnection })) {
        if (terminal.json) {
          terminal.out(JSON.stringify(event));
          continue;
        }
        const lines = view.take(event);
        if (lines.length > 0) region.say(...lines);
        if (event.type === 'progress' && !terminal.live && Date.now() - toldAt > PLAIN_EVERY_MS) {
          toldAt = Date.now();
          terminal.out(view.lines()[0] ?? '');
        }
      }
    } finally {
      clearInterval(timer);
    }
    region.clear();
    const ended = await job.refresh({ signal });
    if (terminal.json) terminal.out(JSON.stringify(ended));
    if (ended.status !== 'succeeded') throw new JobFailedError(ended);
  } catch (error) {
    region.clear();
    if (error instanceof Interrupted) await leave(terminal, job, wish);
    throw error;
  }
}

async function leave(terminal: Context['terminal'], job: Job, { cancelOnInterrupt, words }: WatchWish): Promise<void> {
  if (!cancelOnInterrupt) {
    terminal.err(
      `Job ${job.id} goes on without being watched.\n  ${words} watch ${job.id}   watches it again\n  ${words} cancel ${job.id}  ends it`,
    );
    return;
  }
  const { status } = await job.cancel({ signal: AbortSignal.timeout(CANCEL_MS) });
  terminal.err(`Job ${job.id}: ${status}.`);
}
