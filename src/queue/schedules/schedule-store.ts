/**
 * Schedules in storage, which outlasts Redis: `schedules/<name>/schedule.json`, and what became of each firing beside it, by
 * the time when it was due.
 *
 * DESIGN Jobs of a schedule are made in turn, and a turn is taken by a conditional put of the next number: of two firings that
 * both find the job before done, one makes the next.
 */
import { NAME_PATTERN } from '../../models/specification/index.ts';
import type { Storage } from '../../storage/index.ts';
import type { Schedule, ScheduleRun } from './schedule.ts';

/** The right of one firing to make a job. */
export interface Turn {
  readonly number: number;
  /** That is to be made. */
  readonly job: string;
  /** When the firing was due: UTC, ISO 8601. */
  readonly at: string;
  readonly datasetDigest: string | null;
}

export interface ScheduleStore {
  get(name: string): Promise<Schedule | undefined>;
  /** Sorted. */
  names(): Promise<string[]>;
  keep(schedule: Schedule): Promise<void>;
  remove(name: string): Promise<void>;
  /** The newest runs, newest first. */
  runs(name: string, countMax: number): Promise<ScheduleRun[]>;
  run(name: string, at: Date): Promise<ScheduleRun | undefined>;
  /** Keeps a run, and forgets the oldest of many. */
  keepRun(name: string, run: ScheduleRun): Promise<void>;
  /** The newest turn that was taken. */
  lastTurn(name: string): Promise<Turn | undefined>;
  /** @returns whether it was still free. */
  takeTurn(name: string, turn: Turn): Promise<boolean>;
}

const PREFIX = 'schedules';
const NAME = new RegExp(NAME_PATTERN);
export const RUNS_KEPT = 100;
/** Only the newest counts; who is about to take the next may have seen an older one. */
const TURNS_KEPT = 10;
/** Of numbers as text that sorts: milliseconds since 1970 are the greatest. */
const DIGITS = 15;

export function createScheduleStore(storage: Storage): ScheduleStore {
  const folder = (name: string): string => `${PREFIX}/${name}`;
  const scheduleKey = (name: string): string => `${folder(name)}/schedule.json`;
  const runKey = (name: string, at: Date): string => `${folder(name)}/runs/${fileOf(at.getTime())}`;

  async function read<T>(key: string): Promise<T | undefined> {
    const bytes = await storage.get(key);
    return bytes && (JSON.parse(bytes.toString('utf8')) as T);
  }

  /** Deletes the oldest of a folder's files. */
  async function forget(prefix: string, kept: number): Promise<void> {
    for (const file of (await storage.list(prefix)).slice(0, -kept)) await storage.delete(`${prefix}/${file}`);
  }

  const get = async (name: string): Promise<Schedule | undefined> =>
    NAME.test(name) ? read<Schedule>(scheduleKey(name)) : undefined;

  return {
    get,
    async names() {
      const known = (await storage.list(PREFIX)).filter((name) => NAME.test(name));
      const found = await Promise.all(known.map(get));
      return known.filter((_, index) => found[index]);
    },
    async keep(schedule) {
      // What a schedule of that name left behind when it was deleted is none of this one's.
      if (!(await get(schedule.name))) await storage.deleteAll(folder(schedule.name));
      await storage.put(scheduleKey(schedule.name), JSON.stringify(schedule));
    },
    remove: (name) => storage.deleteAll(folder(name)),
    async runs(name, countMax) {
      const files = (await storage.list(`${folder(name)}/runs`)).slice(-countMax).reverse();
      const runs = await Promise.all(files.map((file) => read<ScheduleRun>(`${folder(name)}/runs/${file}`)));
      return runs.filter((run) => run !== undefined);
    },
    run: (name, at) => read(runKey(name, at)),
    async keepRun(name, run) {
      await storage.put(runKey(name, new Date(run.at)), JSON.stringify(run));
      await forget(`${folder(name)}/runs`, RUNS_KEPT);
    },
    async lastTurn(name) {
      const file = (await storage.list(`${folder(name)}/turns`)).at(-1);
      return file === undefined ? undefined : read(`${folder(name)}/turns/${file}`);
    },
    async takeTurn(name, turn) {
      const prefix = `${folder(name)}/turns`;
      const isTaken = await storage.putIfAbsent(`${prefix}/${fileOf(turn.number)}`, JSON.stringify(turn));
      if (isTaken) await forget(prefix, TURNS_KEPT);
      return isTaken;
    },
  };
}

function fileOf(number: number): string {
  return `${String(number).padStart(DIGITS, '0')}.json`;
}
