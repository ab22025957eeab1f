/** The datasets there are, and a place to bring another one. */
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { DatasetData } from '../../../client/index.ts';
import { bytes, number, since } from '../../parts/format.ts';
import { Empty, Status } from '../../parts/notes.tsx';
import { Loaded, useResource } from '../../parts/resource.tsx';
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
              <div class="scroll">
                <table class="stacked">
                  <thead>
                    <tr>
                      <th scope="col">Name</th>
                      <th scope="col">Kind</th>
                      <th scope="col">Status</th>
                      <th scope="col" class="number">
                        Rows
                      </th>
                      <th scope="col" class="number">
                        Classes
                      </th>
                      <th scope="col" class="number">
                        Size
                      </th>
                      <th scope="col">Made</th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.slice(0, wanted).map((dataset) => (
                      <Row key={dataset.name} of={dataset} />
                    ))}
                  </tbody>
                </table>
              </div>
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

function Row({ of }: { readonly of: DatasetData }) {
  const { name, kind, status, classes, createdAt, warnings, error } = of;
  return (
    <tr>
      <td>
        <Link href={`/datasets/${name}`}>{name}</Link>
        {error && <div class="field-error">{error.message}</div>}
      </td>
      <td data-label="Kind">{kind ?? '–'}</td>
      <td data-label="Status">
        <Status status={status} />
        {warnings.length > 0 && (
          <span class="faint"> {warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`}</span>
        )}
      </td>
      <td class="number" data-label="Rows">
        {number(rowsOf(of))}
      </td>
      <td class="number" data-label="Classes">
        {classes.length > 0 ? number(classes.length) : '–'}
      </td>
      <td class="number" data-label="Size">
        {bytes(of.bytes)}
      </td>
      <td class="nowrap" data-label="Made">
        {kind !== null && Date.parse(createdAt) > 0 ? since(createdAt) : '–'}
      </td>
    </tr>
  );
}

/** All rows, of whatever parts; null while nobody knows. */
export function rowsOf({ rows }: Pick<DatasetData, 'rows'>): number | null {
  if (rows === null || typeof rows === 'number') return rows;
  return rows.train + (rows.validation ?? 0) + (rows.test ?? 0);
}
