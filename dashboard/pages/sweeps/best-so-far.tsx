/** What the best figure was, as trials ended one after the other. */
import { useMemo } from 'preact/hooks';
import type { JobData } from '../../../client/index.ts';
import { Chart } from '../../parts/chart.tsx';
import { Failure, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import type { Trial } from './trials.tsx';

/** As many as a sweep may have, with folds. */
const TRAININGS_MAX = 600;
const PAGE = 100;
const DONE = ['succeeded', 'stopped', 'failed', 'cancelled'];

export interface BestSoFarProps {
  readonly id: string;
  readonly trials: readonly Trial[];
  readonly metric: string;
  readonly startedAt: string | null;
}

export function BestSoFar({ id, trials, metric, startedAt }: BestSoFarProps) {
  // When trainings ended is asked for only when another trial is done.
  const done = trials.filter(({ status }) => DONE.includes(status)).length;
  const trainings = useResource(`trainings ${id} ${done}`, (signal) =>
    client().jobs.list({ sweep: id, limit: PAGE, history: 'false', signal }).first(TRAININGS_MAX),
  );
  const curve = useMemo(
    () => curveOf(trials, trainings.data ?? [], Date.parse(startedAt ?? '')),
    [trials, trainings.data, startedAt],
  );
  return (
    <>
      <Chart
        title={`Best ${metric} so far`}
        axis="seconds since the start"
        places={curve.places}
        curves={[{ label: `best ${metric}`, values: curve.values, color: 1 }]}
        height={250}
      />
      {trainings.error !== undefined && <Failure error={trainings.error} />}
    </>
  );
}

/** The best figure at each moment in which one ended that was better than all before. */
export function curveOf(trials: readonly Trial[], trainings: readonly Ended[], start: number) {
  const ends = new Map(trainings.map(({ id, finishedAt }) => [id, Date.parse(finishedAt ?? '')]));
  const ended = trials
    .filter(({ metric, jobs }) => metric !== null && jobs.length > 0)
    .map(({ metric, jobs }) => ({
      ...{ metric: metric as number, at: Math.max(...jobs.map((job) => ends.get(job) ?? Number.NaN)) },
    }))
    .filter(({ at }) => Number.isFinite(at))
    .sort((one, other) => one.at - other.at);
  const isLess = isLessBetter(trials);
  const places: number[] = [];
  const values: number[] = [];
  for (const { metric, at } of ended) {
    const best = values.at(-1) ?? metric;
    places.push(Math.max(0, (at - start) / 1000));
    values.push(isLess ? Math.min(best, metric) : Math.max(best, metric));
  }
  return { places, values };
}

type Ended = Pick<JobData, 'id' | 'finishedAt'>;

/** As the ranks have it of trials that were trained for as long as each other. */
function isLessBetter(trials: readonly Trial[]): boolean {
  const ranked = trials
    .filter(({ rank, metric }) => rank !== null && metric !== null)
    .sort((one, other) => one.epochs - other.epochs || (one.rank ?? 0) - (other.rank ?? 0));
  const ways = ranked.slice(1).map((trial, index) => {
    const before = ranked[index] as Trial;
    return before.epochs === trial.epochs ? Math.sign((trial.metric ?? 0) - (before.metric ?? 0)) : 0;
  });
  return ways.reduce((sum, way) => sum + way, 0) >= 0;
}
