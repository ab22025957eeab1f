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

export function Rows({ of, kind }: { readonly of: DatasetData; readonly kind: string }) {
  const [part, setPart] = useState<Part | ''>('');
  const [offset, setOffset] = useState(0);
  const isTable = of.columns !== undefined;
  const limit = isTable ? 20 : (PAGES[kind] ?? 20);
  const { name, rows: given } = of;
  const parts = given !== null && typeof given === 'object' ? given : undefined;
  const all = part === '' ? (rowsOf(of) ?? 0) : (parts?.[part] ?? 0);
  const rows = useResource(`rows ${name} ${part} ${offset}`, (signal) =>
    client().datasets.rows(name, { offset, limit, ...(part !== '' && { part }), signal }),
  );
  const go = (to: number): void => setOffset(Math.max(0, Math.min(to, Math.max(0, all - 1))));
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
        <button type="button" disabled={offset === 0} onClick={() => go(offset - limit)}>
          Back
        </button>
        <span aria-live="polite">
          {number(offset + 1)} – {number(Math.min(offset + limit, all))} of {number(all)}
        </span>
        <button type="button" disabled={offset + limit >= all} onClick={() => go(offset + limit)}>
          Next
        </button>
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
          {({ data }) =>
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
