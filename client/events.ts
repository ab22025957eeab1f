/**
 * The events of a job, each once and in order, over as many connections as it takes: one that breaks off or falls silent is
 * followed by another one from the last event that was seen. EventSource would do that, but sends no key.
 */
import { createParser } from 'eventsource-parser';
import type { Connection } from './connection.ts';
import { EpochdError, EpochdUnreachableError } from './errors.ts';
import { sleep } from './sleep.ts';
import type { JobEvent } from './types.ts';

export interface EventOptions {
  /** Ends the iteration: it throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** The id of an event: those after it come. @default all, from the first */
  readonly after?: string | undefined;
  /** For how long the service may be away, before EpochdUnreachableError. @default 300_000 */
  readonly patienceMs?: number | undefined;
  /** Told when the connection is lost, while a new one is tried, and when there is one again. */
  readonly onConnection?: ((connected: boolean) => void) | undefined;
}

const PATIENCE_MS = 300_000;
const FIRST_WAIT_MS = 200;
const WAIT_MS_MAX = 10_000;
/** The service says something every 15 seconds. */
const SILENCE_MS = 45_000;
const MESSAGE_CHARACTERS_MAX = 16 * 1024 * 1024;
const ENDS = ['succeeded', 'failed', 'cancelled'];

/** @param isOver asks whether the job has ended. */
export async function* followEvents(
  connection: Connection,
  id: string,
  isOver: (signal: AbortSignal) => Promise<boolean>,
  { signal, after, patienceMs = PATIENCE_MS, onConnection }: EventOptions = {},
): AsyncGenerator<JobEvent, void, undefined> {
  const left = new AbortController();
  const ending = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  let last = after;
  let failures = 0;
  // The clock of the machine may be set meanwhile.
  let heardAt = performance.now();
  let connected = true;
  const turn = (now: boolean): void => {
    if (now) heardAt = performance.now();
    if (now !== connected) onConnection?.(now);
    connected = now;
  };
  let wasOver = false;
  try {
    for (;;) {
      try {
        for await (const event of readStream(connection, id, last, ending, () => turn(true))) {
          failures = 0;
          // A log that was lost and made anew is told from its beginning.
          if (last !== undefined && !isLater(event.id, last)) continue;
          last = event.id;
          yield event;
          if (event.type === 'status' && ENDS.includes(String(event.data['status']))) return;
        }
        // It ended whole, but not with the job: the service is going down, or there was nothing left to tell.
        if (wasOver) return;
        wasOver = await isOver(ending);
        if (wasOver) continue;
      } catch (error) {
        if (ending.aborted || isFinal(error)) throw error;
        turn(false);
        if (performance.now() - heardAt > patienceMs)
          throw new EpochdUnreachableError(`the events of job ${id}`, error);
      }
      await sleep(Math.min(FIRST_WAIT_MS * 2 ** failures++, WAIT_MS_MAX) * (0.5 + Math.random() / 2), ending);
    }
  } finally {
    left.abort();
  }
}

/** One connection's events, until it ends. */
async function* readStream(
  connection: Connection,
  id: string,
  after: string | undefined,
  signal: AbortSignal,
  onSound: () => void,
): AsyncGenerator<JobEvent> {
  const silent = new AbortController();
  const headers = { accept: 'text/event-stream', ...(after !== undefined && { 'last-event-id': after }) };
  const path = `/v1/jobs/${encodeURIComponent(id)}/events`;
  // Its failures are counted here.
  const { body } = await connection.request(
    path,
    { headers, signal: AbortSignal.any([signal, silent.signal]) },
    { repeatable: false },
  );
  onSound();
  if (!body) return;
  const events: JobEvent[] = [];
  const parser = createParser({
    maxBufferSize: MESSAGE_CHARACTERS_MAX,
    onEvent: ({ data }) => events.push(JSON.parse(data) as JobEvent),
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const timer = setTimeout(() => silent.abort(new Error(`silence for ${SILENCE_MS} ms`)), SILENCE_MS);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      onSound();
      parser.feed(decoder.decode(value, { stream: true }));
      yield* events.splice(0);
    }
  } finally {
    silent.abort();
    await reader.cancel().catch(() => undefined);
  }
}

/** A refusal that the next try would meet again. */
function isFinal(error: unknown): boolean {
  return error instanceof EpochdError && error.status < 500 && ![408, 429].includes(error.status);
}

/** Ids are a time and a number within it. */
function isLater(id: string, than: string): boolean {
  const [time = 0, number = 0] = id.split('-').map(Number);
  const [thanTime = 0, thanNumber = 0] = than.split('-').map(Number);
  return time > thanTime || (time === thanTime && number > thanNumber);
}
