/** The datasets there are, and a place to bring another one. */
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { DatasetData } from '../../../client/index.ts';
import { bytes, number, since } from '../../parts/format.ts';
import { Empty, Status } from '../../parts/notes.tsx';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { Table, type TableColumn } from '../../parts/table.tsx';
import { client } from '../../service.ts';
import '../../style/forms.css';
import '../../style/datasets.css';
import { Upload } from './upload.tsx';

const EVERY_MS = 4000;
const PAGE = 50;

export function Datasets() {
  const [wanted, setWanted] = useState(PAGE);
  // One more tells whether there are more.
  const datasets = useResource(
    `datasets ${wanted}`,
    (signal) =>
      client()
        .datasets.list({ signal })
        .first(wanted + 1),
    { everyMs: EVERY_MS },
  );
  return (
    <div class="stack">
      <h1>Datasets</h1>
      <Upload title="Bring data" />
      <section class="card">
        <h2>All datasets</h2>
        <Loaded of={datasets}>
          {(data) => (
            <>
              {data.length > 0 && (
                <Table
                  label="Datasets"
                  columns={COLUMNS}
                  rows={data.slice(0, wanted)}
                  keyOf={({ name }) => name}
                  isStacked
                />
              )}
              {data.length === 0 && <Empty title="No data yet">Drop a file above to begin.</Empty>}
              {data.length > wanted && (
                <button type="button" onClick={() => setWanted(wanted + PAGE)}>
                  Show more
                </button>
              )}
            </>
          )}
        </Loaded>
      </section>
    </div>
  );
}

const COLUMNS: readonly TableColumn<DatasetData>[] = [
  {
    title: 'Name',
    cell: ({ name, error }) => (
      <>
        <Link href={`/datasets/${name}`}>{name}</Link>
        {error && <div class="field-error">{error.message}</div>}
      </>
    ),
  },
  { title: 'Kind', cell: ({ kind }) => kind ?? '–' },
  {
    title: 'Status',
    cell: ({ status, warnings }) => (
      <>
        <Status status={status} />
        {warnings.length > 0 && (
          <span class="faint"> {warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`}</span>
        )}
      </>
    ),
  },
  { title: 'Rows', isNumber: true, cell: (dataset) => number(rowsOf(dataset)) },
  { title: 'Classes', isNumber: true, cell: ({ classes }) => (classes.length > 0 ? number(classes.length) : '–') },
  { title: 'Size', isNumber: true, cell: ({ bytes: size }) => bytes(size) },
  {
    title: 'Made',
    cell: ({ kind, createdAt }) => (kind !== null && Date.parse(createdAt) > 0 ? since(createdAt) : '–'),
  },
];

/** All rows, of whatever parts; null while nobody knows. */
export function rowsOf({ rows }: Pick<DatasetData, 'rows'>): number | null {
  if (rows === null || typeof rows === 'number') return rows;
  return rows.train + (rows.validation ?? 0) + (rows.test ?? 0);
}
