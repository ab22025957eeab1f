/** What the service is at: who works on what, how much waits, how quick predictions are, how busy the machine is. */
import { dataOf } from '../../../client/http.ts';
import type { JobData, paths } from '../../../client/types.ts';
import { bytes, number, percent } from '../../parts/format.ts';
import { kindOf } from '../../parts/job-words.ts';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { Table, type TableColumn } from '../../parts/table.tsx';
import { client } from '../../service.ts';

type ActivityData = paths['/v1/activity']['get']['responses'][200]['content']['application/json'];

const EVERY_MS = 2000;

export function Activity({ jobs }: { readonly jobs: readonly JobData[] }) {
  const activity = useResource('activity', (signal) => dataOf(client().http.GET('/v1/activity', { signal })), {
    everyMs: EVERY_MS,
  });
  return <Loaded of={activity}>{(data) => <Shown activity={data} jobs={jobs} />}</Loaded>;
}

function Shown({ activity, jobs }: { readonly activity: ActivityData; readonly jobs: readonly JobData[] }) {
  const { lines, predictions, machine } = activity;
  const workers = Math.max(0, ...lines.map(({ slots }) => slots));
  const examples = jobs
    .filter(({ kind, status }) => kind === 'train' && status === 'running')
    .reduce((sum, { progress }) => sum + (progress.examplesPerSecond ?? 0), 0);
  const used = machine.memoryBytes - machine.freeMemoryBytes;
  return (
    <>
      {workers === 0 && (
        <p class="note note-warn">
          No worker runs: jobs wait until one does. <code>npm start</code> runs one, <code>npm run worker</code>{' '}
          another.
        </p>
      )}
      <div class="tiles">
        <Tile
          name="Predictions a second"
          value={number(predictions.perSecond)}
          more={`over ${predictions.seconds} s${predictions.failed > 0 ? `, ${number(predictions.failed)} failed` : ''}`}
        />
        <Tile
          name="Prediction takes"
          value={predictions.p50Ms === null ? '–' : `${number(predictions.p50Ms)} ms`}
          more={
            predictions.p99Ms === null ? 'none in the last minute' : `99 in 100 within ${number(predictions.p99Ms)} ms`
          }
        />
        <Tile name="Training" value={examples > 0 ? number(Math.round(examples)) : '–'} more="examples a second" />
        <Tile name="Machine" value={number(machine.load)} more={`is its load, with ${machine.cores} cores`} />
        <Tile
          name="Memory"
          value={percent(used / machine.memoryBytes)}
          more={`${bytes(used)} of ${bytes(machine.memoryBytes)}`}
        />
      </div>
      <section class="card" aria-labelledby="lines-title">
        <div class="row spread">
          <h2 id="lines-title">Workers and lines</h2>
          <a href="/queues">Queues in detail</a>
        </div>
        <div class="lines-table">
          <Table label="Lines" columns={COLUMNS} rows={lines} keyOf={({ kind }) => kind} />
        </div>
      </section>
    </>
  );
}

const COLUMNS: readonly TableColumn<ActivityData['lines'][number]>[] = [
  { title: 'Kind', cell: ({ kind }) => kindOf({ kind }) },
  { title: 'Slots', isNumber: true, cell: ({ slots }) => number(slots) },
  { title: 'Busy', isNumber: true, cell: ({ running }) => number(running) },
  { title: 'Waiting', isNumber: true, cell: ({ waiting }) => number(waiting) },
];

function Tile({ name, value, more }: { readonly name: string; readonly value: string; readonly more: string }) {
  return (
    <div class="tile">
      <span class="tile-name">{name}</span>
      <strong>{value}</strong>
      <small class="faint">{more}</small>
    </div>
  );
}
