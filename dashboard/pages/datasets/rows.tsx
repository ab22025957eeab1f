/** Rows as they are: a page of them, of any part. */
import { useState } from 'preact/hooks';
import type { DatasetData } from '../../../client/index.ts';
import { Choice } from '../../parts/field.tsx';
import { number } from '../../parts/format.ts';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import { rowsOf } from './list.tsx';
import { type ArrayRow, ArrayTiles, TableRows } from './samples.tsx';

type Part = 'train' | 'validation' | 'test';
const PAGES: Readonly<Record<string, number>> = { image: 40, audio: 12, tensor: 20, sequence: 20 };

const SAMPLE = 16;

export function Rows({ of, kind }: { readonly of: DatasetData; readonly kind: string }) {
  const [part, setPart] = useState<Part | ''>('');
  const [offset, setOffset] = useState(0);
  const isTable = of.columns !== undefined;
  const limit = isTable ? 20 : (PAGES[kind] ?? 20);
  const { name, rows: given } = of;
  const parts = given !== null && typeof given === 'object' ? given : undefined;
  const all = part === '' ? (rowsOf(of) ?? 0) : (parts?.[part] ?? 0);
  const [isSample, setIsSample] = useState(!isTable && all > limit);
  const ask = async (signal: AbortSignal): Promise<unknown[]> => {
    const query = { ...(part !== '' && { part }), signal };
    if (!isSample) return (await client().datasets.rows(name, { ...query, offset, limit })).data;
    const picked = placesOf(all).map((place) => client().datasets.rows(name, { ...query, offset: place, limit: 1 }));
    return (await Promise.all(picked)).flatMap(({ data }) => data);
  };
  const rows = useResource(`rows ${name} ${part} ${isSample ? 'sample' : offset}`, ask);
  const go = (to: number): void => {
    setIsSample(false);
    setOffset(Math.max(0, Math.min(to, Math.max(0, all - 1))));
  };
  return (
    <section class="card stack">
      <h2>Rows</h2>
      <div class="row rows-way">
        {parts && (
          <Choice
            label="Part"
            value={part}
            choices={{ '': 'All', ...Object.fromEntries(Object.keys(parts).map((each) => [each, each])) }}
            onChange={(value) => {
              setPart(value as Part | '');
              setOffset(0);
            }}
          />
        )}
        {!isTable && (
          <button type="button" aria-pressed={isSample} onClick={() => (isSample ? go(0) : setIsSample(true))}>
            A sample of all
          </button>
        )}
        {!isSample && (
          <>
            <button type="button" disabled={offset === 0} onClick={() => go(offset - limit)}>
              Back
            </button>
            <span aria-live="polite">
              {number(offset + 1)} – {number(Math.min(offset + limit, all))} of {number(all)}
            </span>
            <button type="button" disabled={offset + limit >= all} onClick={() => go(offset + limit)}>
              Next
            </button>
          </>
        )}
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault();
            const row = Number(new FormData(event.currentTarget).get('row'));
            if (Number.isInteger(row) && row > 0) go(row - 1);
          }}
        >
          <input name="row" inputMode="numeric" class="rows-number" aria-label="Row to go to" placeholder="Row" />
          <button type="submit">Go</button>
        </form>
      </div>
      <div class={`rows-room rows-room-${isTable ? 'table' : kind}`}>
        <Loaded of={rows}>
          {(data) =>
            isTable ? (
              <TableRows rows={data as Record<string, unknown>[]} first={offset} target={of.schema?.['target']} />
            ) : (
              <ArrayTiles rows={data as ArrayRow[]} />
            )
          }
        </Loaded>
      </div>
    </section>
  );
}

/** Data often lies class by class: rows from all over show more than the first ones. */
function placesOf(rows: number): number[] {
  const count = Math.min(SAMPLE, rows);
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) / count) * rows));
}
