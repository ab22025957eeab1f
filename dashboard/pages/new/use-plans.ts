/** All that the service knows of a request while it is written: its plan, the plan of its sweep, its data. */

import { dataOf } from '../../../client/http.ts';
import type { DatasetData, JobPlan } from '../../../client/index.ts';
import { useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import { type Answered, useAnswer } from './answer.ts';
import { type Draft, isAskable, requestOf, valueAt } from './draft.ts';
import type { KnownData } from './form.tsx';
import type { SweepPlanData } from './sweep-plan.tsx';
import { sweepRequestOf } from './swept.ts';

const LISTED_MAX = 500;
const BATCH = 32;

export interface Plans {
  readonly planned: Answered<JobPlan>;
  readonly plannedSweep: Answered<SweepPlanData>;
  readonly dataset: DatasetData | undefined;
  readonly known: KnownData;
}

export function usePlans(draft: Draft, sweep: Draft | undefined): Plans {
  const isReady = isAskable(draft);
  const planned = useAnswer(isReady ? draft : undefined, (asked, signal) =>
    client().plan(requestOf(asked), { signal }),
  );
  const plannedSweep = useAnswer(isReady && sweep ? sweepRequestOf(draft, sweep) : undefined, (body, signal) =>
    dataOf(client().http.POST('/v1/sweeps/plan', { body, signal })),
  );
  const name = String(draft['dataset'] ?? '');
  const { data: dataset } = useResource(`new ${name}`, async (signal) =>
    name ? client().datasets.get(name, { signal }) : undefined,
  );
  const datasets = useResource('datasets to train on', async (signal) => {
    const all = await client().datasets.list({ signal }).first(LISTED_MAX);
    return all.filter(({ status }) => status === 'ready').map((each) => each.name);
  });
  const { task, trainingRows } = { ...planned.answer?.data };
  const batch = Number(valueAt(draft, '/training/batchSize') ?? BATCH);
  const known: KnownData = {
    kind: dataset?.kind ?? undefined,
    task: task?.type,
    labels: task?.labels ?? [],
    rowsOf: Object.fromEntries((dataset?.classes ?? []).map(({ label, rows }) => [label, rows])),
    steps: trainingRows !== undefined && batch > 0 ? Math.ceil(trainingRows / batch) : undefined,
    datasets: datasets.data ?? [],
  };
  return { planned, plannedSweep, dataset, known };
}
