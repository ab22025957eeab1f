/** What follows a submission: the job is watched where that is asked for, else its id is the answer. */
import type { Job } from '../client/index.ts';
import type { Context } from './context.ts';
import { watchJob } from './watching.ts';
import { commandWords } from './words.ts';

export interface FollowWish {
  readonly watch?: boolean | undefined;
  readonly cancelOnInterrupt?: boolean | undefined;
}

/** @throws JobFailedError where it was watched and did not succeed; Interrupted. */
export async function followUp(context: Context, job: Job, { watch, cancelOnInterrupt }: FollowWish): Promise<void> {
  const { terminal } = context;
  const words = commandWords();
  if (watch) {
    if (!terminal.json) terminal.err(terminal.paint.dim(`job ${job.id}`));
    await watchJob(context, job, { cancelOnInterrupt, words });
  } else if (terminal.json) terminal.out(JSON.stringify(job.data));
  else {
    terminal.out(job.id);
    if (terminal.live) terminal.err(terminal.paint.dim(`${words} watch ${job.id}   watches it`));
  }
}
