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
    client().jobs.list({ sweep: id, limit: PAGE, signal }).first(TRAININGS_MAX),
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

/** Ranks say which of two is better, whatever the figure is. */
export function curveOf(
  trials: readonly Trial[],
  trainings: readonly Pick<JobData, 'id' | 'finishedAt'>[],
  start: number,
) {
  const ends = new Map(
    trainings.map(({ id, finishedAt }) => [id, finishedAt === null ? Number.NaN : Date.parse(finishedAt)]),
  );
  const ended = trials
    .filter(({ rank, metric, jobs }) => rank !== null && metric !== null && jobs.length > 0)
    .map(({ rank, metric, jobs }) => ({
      rank: rank as number,
      metric,
      at: Math.max(...jobs.map((job) => ends.get(job) ?? Number.NaN)),
    }))
    .filter(({ at }) => Number.isFinite(at))
    .sort((one, other) => one.at - other.at);
  const places: number[] = [];
  const values: (number | null)[] = [];
  let best: { rank: number; metric: number | null } | undefined;
  for (const { rank, metric, at } of ended) {
    if (!best || rank < best.rank) best = { rank, metric };
    const place = Math.max(0, (at - start) / 1000);
    // Of two in one moment the better one is told.
    if (places.at(-1) === place) values[values.length - 1] = best.metric;
    else {
      places.push(place);
      values.push(best.metric);
    }
  }
  return { places, values };
}
