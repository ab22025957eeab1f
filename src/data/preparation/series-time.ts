/** Looks at the times of steps, which are taken as equally far apart: tells a job's log where they are not. */
import { unfit } from './series-data.ts';

/** Months are of 28 to 31 days: steps further apart than this, against the closest ones, are worth a word. */
const IRREGULAR = 1.5;

/** Notes series whose steps are not equally far apart: they are taken as if they were. */
export function watchTime() {
  let before: number | undefined;
  let [closest, farthest] = [Number.POSITIVE_INFINITY, 0];
  let [irregular, example, repeated] = [0, '', 0];
  let told = false;
  return {
    begin(): void {
      before = undefined;
      [closest, farthest, told] = [Number.POSITIVE_INFINITY, 0, false];
    },
    take(time: number, series: string): void {
      if (Number.isNaN(time))
        throw unfit('/preprocessing/time', 'a time in every row', `a row of ${inWords(series)} without`);
      const gap = before === undefined ? undefined : time - before;
      before = time;
      if (gap === undefined) return;
      if (gap === 0) repeated += 1;
      closest = Math.min(closest, gap);
      farthest = Math.max(farthest, gap);
      if (told || farthest <= closest * IRREGULAR) return;
      told = true;
      irregular += 1;
      if (irregular === 1) example = inWords(series);
    },
    tell(series: number, log: (message: string) => void): void {
      if (irregular > 0)
        log(
          `Steps are not equally far apart in time in ${irregular} of ${series} series, such as ${example}; they are taken as if they were.`,
        );
      if (repeated > 0) log(`${repeated} rows have the time of the row before; they stay in the order of the data.`);
    },
  };
}

/** A series in messages. */
export function inWords(series: string): string {
  return series === '' ? 'the series' : `series ${JSON.stringify(series)}`;
}
