/** A job as it goes: its state, its figures step by step, its log. One stream of events, taken up again where it broke. */
import { useEffect, useState } from 'preact/hooks';
import { EpochdError } from '../../client/index.ts';
import type { JobData, JobEvent } from '../../client/types.ts';
import { client, keyIsMissing } from '../service.ts';
import { type Point, Thinned } from './thinned.ts';

export interface LogLine {
  readonly id: string;
  readonly at: string;
  readonly text: string;
}

export interface JobStream {
  readonly job: JobData | undefined;
  readonly points: readonly Point[];
  readonly log: readonly LogLine[];
  readonly error: unknown;
  /** Takes what a request answered. */
  set(job: JobData): void;
}

/** How often the page is drawn at most, however many events come. */
const DRAW_MS = 200;
const AGAIN_MS = 3000;
const LINES_MAX = 500;
const NO_FIGURES = new Set(['epoch', 'epochs', 'step', 'steps', 'fraction', 'etaSeconds', 'examplesPerSecond']);
const NONE: Omit<JobStream, 'set'> = { job: undefined, points: [], log: [], error: undefined };

export function useJobStream(id: string): JobStream {
  const [state, setState] = useState<Omit<JobStream, 'set'>>(NONE);
  const { value: locked } = keyIsMissing;

  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const series = new Thinned();
    let log: LogLine[] = [];
    let job: JobData | undefined;
    let last: string | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isStale = false;
    setState(NONE);

    async function draw(): Promise<void> {
      if (isStale) {
        // What changes while it is asked for is asked for again.
        isStale = false;
        job = await client()
          .job(id)
          .refresh({ signal })
          .catch((error: unknown) => {
            isStale = true;
            throw error;
          });
      }
      timer = undefined;
      if (!signal.aborted) setState({ job, points: series.points, log: [...log], error: undefined });
    }

    const drawSoon = (): void => {
      timer ??= setTimeout(() => draw().catch(fail), DRAW_MS);
    };

    function fail(error: unknown): void {
      timer = undefined;
      if (signal.aborted) return;
      setState((before) => ({ ...before, error }));
      if (isStale) timer = setTimeout(() => draw().catch(fail), AGAIN_MS);
    }

    function take(event: JobEvent): void {
      last = event.id;
      const { type, data } = event;
      const text = textOf(event);
      if (text !== undefined) log = [...log, { id: event.id, at: event.at, text }].slice(-LINES_MAX);
      if (type === 'progress') series.add(pointOf(data));
      const next =
        job && (type === 'progress' ? progressed(job, data) : type === 'epoch' ? grown(job, data) : undefined);
      if (next) job = next;
      // What else changed is asked for: an event tells a part of it only.
      else if (type !== 'log') isStale = true;
      drawSoon();
    }

    async function follow(): Promise<void> {
      while (!signal.aborted) {
        try {
          job = await client().job(id).refresh({ signal });
          drawSoon();
          for await (const event of client().job(id).events({ signal, after: last })) take(event);
          isStale = true;
          drawSoon();
          return;
        } catch (error) {
          fail(error);
          if (error instanceof EpochdError && error.status === 404) return;
          await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
        }
      }
    }

    void follow();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [id, locked]);

  return { ...state, set: (job) => setState((before) => ({ ...before, job })) };
}

function pointOf(data: JobEvent['data']): Point {
  const { epoch = 0, step = 0, steps = 0 } = data as Record<string, number>;
  const figures = Object.entries(data).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && !NO_FIGURES.has(entry[0]),
  );
  return { at: Math.max(0, epoch - 1) * steps + step, values: Object.fromEntries(figures) };
}

/** Events that are told again are no step back. */
function progressed(job: JobData, data: JobEvent['data']): JobData {
  if (job.finishedAt !== null) return job;
  const { loss, accuracy, ...rest } = data as Partial<JobData['progress'] & JobData['metrics']>;
  const place = (progress: Partial<JobData['progress']>): number => progress.fraction ?? 0;
  if (place(rest) < place(job.progress)) return job;
  const metrics = { ...job.metrics, ...(loss !== undefined && { loss }), ...(accuracy !== undefined && { accuracy }) };
  return { ...job, progress: { ...job.progress, ...(rest as Partial<JobData['progress']>) }, metrics };
}

/** With the epoch that an event tells, so that a long history is not asked for at each; undefined where it does not go on with it. */
function grown(job: JobData, data: JobEvent['data']): JobData | undefined {
  const entry = data as unknown as JobData['history'][number];
  const last = job.history.at(-1)?.epoch ?? 0;
  if (entry.epoch <= last) return job;
  if (entry.epoch > last + 1) return undefined;
  const { epoch: _epoch, seconds: _seconds, ...metrics } = entry;
  return { ...job, history: [...job.history, entry], metrics };
}

function textOf({ type, data }: JobEvent): string | undefined {
  const told = data as Record<string, string | number | undefined>;
  switch (type) {
    case 'log':
      return String(told['message']);
    case 'status':
      return `${told['status']}${told['phase'] ? `, ${told['phase']}` : ''}`;
    case 'checkpoint':
      return `A checkpoint is kept: epoch ${told['epoch']}, step ${told['step']}.`;
    case 'epoch':
      return `Epoch ${told['epoch']} is done in ${Number(told['seconds']).toFixed(1)} s.`;
    case 'published':
      return `Published as version ${told['version']} of ${told['model']}.`;
    case 'evaluation':
      return `Evaluated on ${told['examples']} examples.`;
    default:
      return undefined;
  }
}
