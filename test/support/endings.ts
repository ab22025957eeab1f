/** A job to its end, as a client sees it that does not give up: whatever is away comes back, and it goes on where it was. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, JobEvent } from '../../src/queue/index.ts';
import type { Client } from './client.ts';

export interface JobEnding {
  readonly job: Job;
  /** The ids of the events, as they came over however many connections. */
  readonly seen: readonly string[];
  /** The events that the service has of it in the end. */
  readonly kept: readonly JobEvent[];
}

const AGAIN_MS = 50;
/** A process may take long to start on a busy machine, and be killed again. */
const PATIENCE_MS = 180_000;
const ENDS = ['succeeded', 'failed', 'cancelled'];

/**
 * Follows a job to its end.
 * @param client one that is up; asked for at each try.
 * @param progressed is told of each checkpoint.
 */
export async function untilEnded(
  client: () => Client,
  id: string,
  progressed?: (checkpoint: JobEvent['data']) => void,
  secondsMax = 300,
): Promise<JobEnding> {
  const seen: string[] = [];
  const until = performance.now() + secondsMax * 1000;
  for (let ended = false; !ended; ) {
    if (performance.now() > until) throw new Error(`Expected ${id} to end within ${secondsMax} s. Received: no end.`);
    try {
      const last = seen.at(-1);
      const options = { ...(last && { lastEventId: last }), signal: AbortSignal.timeout(60_000) };
      for await (const { event } of client().events(id, options)) {
        seen.push(event.id);
        ended ||= isEnd(event);
        if (event.type === 'checkpoint') progressed?.(event.data);
      }
    } catch {
      await sleep(AGAIN_MS);
    }
  }
  const job = await persistently(() => client().job(id));
  const { body } = await persistently(() => requireOk(client().get(`/v1/jobs/${id}/events`, JSON_ONLY)));
  return { job, seen, kept: body.data as JobEvent[] };
}

const JSON_ONLY = { accept: 'application/json' };

export function isEnd({ type, data }: JobEvent): boolean {
  return type === 'status' && ENDS.includes(String(data['status']));
}

/** Asks until there is an answer. @throws what came last, after some minutes. */
export async function persistently<T>(ask: () => Promise<T>): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > until || isRefusal(error)) throw error;
      await sleep(AGAIN_MS);
    }
  }
}

/** What no other try would change. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && /Received: 4\d\d/.test(error.message);
}

/** @throws Error for every answer that is no success: the service may be on its way back. */
export async function requireOk<A extends { readonly status: number; readonly text: string }>(
  answer: Promise<A>,
): Promise<A> {
  const { status, text } = await answer;
  if (status >= 300) throw new Error(`Expected an answer. Received: ${status} ${text}`);
  return answer;
}
