/**
 * Jobs in storage, which outlast Redis. What is unfinished lies apart (`unfinished/<id>.json`, with what a worker needs to do
 * it, and its events so far in pieces), so that after a loss it is found without reading all that ever was; what is finished
 * lies under `jobs/<id>/`. The finished record is written first and the other one removed then: where both are, the
 * finished one counts.
 */
import type { Redis } from 'ioredis';
import type { Storage } from '../storage/index.ts';
import { createOutbox, type Outbox } from '../webhooks/index.ts';
import { announce } from './announce.ts';
import { allEvents, isLater } from './event-log.ts';
import type { Job, JobEvent } from './job.ts';
import type { JobInternals } from './job-kinds.ts';
import { readInternals, readJob } from './job-store.ts';
import { outputsPrefix } from './outputs.ts';

export interface JobArchive {
  /** What webhooks are told of jobs. */
  readonly outbox: Outbox;
  /** Keeps a job as it is now. */
  keep(job: Job, internals: JobInternals): Promise<void>;
  /** Keeps all events of a job that has ended. */
  keepEvents(jobId: string, events: readonly JobEvent[]): Promise<void>;
  /** Keeps some events of an unfinished job: a piece that is named by its first one replaces what it was before. */
  keepPiece(jobId: string, events: readonly JobEvent[]): Promise<void>;
  /** The newest piece; empty where there is none. */
  lastPiece(jobId: string): Promise<JobEvent[]>;
  /** Removes what was uploaded for a job. */
  removeUpload(prefix: string): Promise<void>;
  /** Removes what attempts at a batch prediction have made. */
  removeOutputs(id: string): Promise<void>;
  /** Removes what a training has kept to go on from: nobody will. */
  removeCheckpoints(id: string): Promise<void>;
  job(id: string): Promise<Job | undefined>;
  /** The same, with what is to be done. */
  record(id: string): Promise<JobRecord | undefined>;
  /** A job that had not ended when it was kept last, with what is to be done. */
  unfinished(id: string): Promise<JobRecord | undefined>;
  /** The ids of all of them, oldest first. */
  unfinishedIds(): Promise<string[]>;
  /** The ids of finished jobs, oldest first. */
  finishedIds(): Promise<string[]>;
  /** In their order; of an unfinished job all but the last seconds'. */
  events(id: string): Promise<JobEvent[]>;
  /** Removes the record that a job had before it ended. */
  removeUnfinished(id: string): Promise<void>;
  /** Removes all that is kept of a job. */
  remove(id: string): Promise<void>;
}

export type JobRecord = JobInternals & { readonly job: Job };

const JOB_ID = /^[0-9a-f-]{36}$/;
const UNFINISHED = 'unfinished';
/** Digits of each half of an event's id: names in storage are sorted as text. */
const ID_DIGITS = 20;

/** Whether a text can be the id of a job: ids become storage keys. */
export function isJobId(id: string): boolean {
  return JOB_ID.test(id);
}

/** When the job of an id was made, in ms: UUIDs of version 7 start with 48 bits of milliseconds since 1970. */
export function timeOfJobId(id: string): number {
  return Number.parseInt(id.replace('-', '').slice(0, 12), 16);
}

export function createJobArchive(storage: Storage): JobArchive {
  const finishedKey = (id: string): string => `jobs/${id}/job.json`;
  const unfinishedKey = (id: string): string => `${UNFINISHED}/${id}.json`;
  const eventsKey = (id: string): string => `jobs/${id}/events.jsonl`;
  const piecesKey = (id: string): string => `jobs/${id}/events`;

  async function read(key: string): Promise<JobRecord | undefined> {
    const bytes = await storage.get(key);
    return bytes && (JSON.parse(bytes.toString('utf8')) as JobRecord);
  }

  async function readEvents(key: string): Promise<JobEvent[] | undefined> {
    const lines = (await storage.get(key))?.toString('utf8').split('\n');
    return lines?.filter((line) => line.length > 0).map((line) => JSON.parse(line) as JobEvent);
  }

  async function pieces(id: string): Promise<JobEvent[]> {
    const events: JobEvent[] = [];
    for (const name of await storage.list(piecesKey(id))) {
      for (const event of (await readEvents(`${piecesKey(id)}/${name}`)) ?? []) {
        const last = events.at(-1);
        if (!last || isLater(event.id, last.id)) events.push(event);
      }
    }
    return events;
  }

  const record = async (id: string): Promise<JobRecord | undefined> =>
    (await read(finishedKey(id))) ?? read(unfinishedKey(id));

  return {
    outbox: createOutbox(storage),
    async keep(job, internals) {
      const text = JSON.stringify({ ...internals, job });
      if (job.finishedAt === null) return storage.put(unfinishedKey(job.id), text);
      await storage.put(finishedKey(job.id), text);
      await storage.delete(unfinishedKey(job.id));
    },
    async keepEvents(id, events) {
      await storage.put(eventsKey(id), linesOf(events));
      await storage.deleteAll(piecesKey(id));
    },
    async keepPiece(id, events) {
      const [first] = events;
      if (first) await storage.put(`${piecesKey(id)}/${sortable(first.id)}`, linesOf(events));
    },
    async lastPiece(id) {
      const name = (await storage.list(piecesKey(id))).at(-1);
      return name === undefined ? [] : ((await readEvents(`${piecesKey(id)}/${name}`)) ?? []);
    },
    removeUpload: (prefix) => storage.deleteAll(prefix),
    removeOutputs: (id) => storage.deleteAll(outputsPrefix(id)),
    removeCheckpoints: (id) => storage.deleteAll(`jobs/${id}/checkpoints`),
    job: async (id) => (await record(id))?.job,
    record,
    unfinished: async (id) => ((await read(finishedKey(id))) ? undefined : read(unfinishedKey(id))),
    unfinishedIds: async () => idsOf((await storage.list(UNFINISHED)).map((name) => name.replace(/\.json$/, ''))),
    finishedIds: async () => idsOf(await storage.list('jobs')),
    events: async (id) => (await readEvents(eventsKey(id))) ?? pieces(id),
    removeUnfinished: (id) => storage.delete(unfinishedKey(id)),
    async remove(id) {
      await storage.deleteAll(`jobs/${id}`);
      await storage.delete(unfinishedKey(id));
    },
  };
}

/**
 * Copies a finished job and its events from Redis to storage, and removes what was kept for it alone; does nothing for one
 * that is not finished.
 */
export async function archiveFinished(redis: Redis, archive: JobArchive, id: string): Promise<void> {
  const [job, internals] = await Promise.all([readJob(redis, id), readInternals(redis, id)]);
  if (!job?.finishedAt || !internals) return;
  await archive.keepEvents(id, await allEvents(redis, id));
  await announce(redis, archive.outbox, job, internals);
  await archive.keep(job, internals);
  if (internals.kind === 'import') await archive.removeUpload(internals.specification.upload);
  else if (internals.kind === 'train') await archive.removeCheckpoints(id);
  else if (job.status !== 'succeeded') await archive.removeOutputs(id);
}

const KEEP_TRIES_MAX = 5;

/** Keeps a job that has not ended as it is in Redis; again, if it changed meanwhile and another's record may be older. */
export async function keepUnfinished(redis: Redis, archive: JobArchive, id: string): Promise<void> {
  let kept: string | undefined;
  for (let tries = 0; tries < KEEP_TRIES_MAX; tries++) {
    const [job, internals] = await Promise.all([readJob(redis, id), readInternals(redis, id)]);
    if (!job || !internals || job.finishedAt !== null) return;
    const state = `${job.status} ${job.pausing} ${job.attempts}`;
    if (state === kept) return;
    await archive.keep(job, internals);
    await announce(redis, archive.outbox, job, internals);
    kept = state;
  }
}

/** UUIDs of version 7 sort by their time. */
function idsOf(names: readonly string[]): string[] {
  return names.filter(isJobId).sort();
}

function linesOf(events: readonly JobEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

function sortable(eventId: string): string {
  return eventId
    .split('-')
    .map((half) => half.padStart(ID_DIGITS, '0'))
    .join('-');
}
