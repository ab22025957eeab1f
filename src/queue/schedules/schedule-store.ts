/**
 * Schedules in storage, which outlasts Redis: `schedules/<name>/schedule.json`, and what became of each firing beside it, by
 * the time when it was due.
 */
import { NAME_PATTERN } from '../../models/specification/index.ts';
import type { Storage } from '../../storage/index.ts';
import type { Schedule, ScheduleRun } from './schedule.ts';

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
}

const PREFIX = 'schedules';
const NAME = new RegExp(NAME_PATTERN);
export const RUNS_KEPT = 100;
/** Milliseconds since 1970 as text that sorts. */
const DIGITS = 15;

export function createScheduleStore(storage: Storage): ScheduleStore {
  const folder = (name: string): string => `${PREFIX}/${name}`;
  const scheduleKey = (name: string): string => `${folder(name)}/schedule.json`;
  const runKey = (name: string, at: Date): string => `${folder(name)}/runs/${fileOf(at)}`;

  async function read<T>(key: string): Promise<T | undefined> {
    const bytes = await storage.get(key);
    return bytes && (JSON.parse(bytes.toString('utf8')) as T);
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
      const files = await storage.list(`${folder(name)}/runs`);
      for (const file of files.slice(0, -RUNS_KEPT)) await storage.delete(`${folder(name)}/runs/${file}`);
    },
  };
}

function fileOf(at: Date): string {
  return `${String(at.getTime()).padStart(DIGITS, '0')}.json`;
}
