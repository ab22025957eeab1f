/** The columns of a table: what each is taken for, and how its values are spread. Of thousands a page at a time. */
import { useState } from 'preact/hooks';
import type { DatasetData } from '../../../client/index.ts';
import { Bars } from '../../parts/bars.tsx';
import { number, percent } from '../../parts/format.ts';
import { rowsOf } from './list.tsx';
import { Spread } from './spread.tsx';

export type Column = NonNullable<DatasetData['columns']>[number];

const PAGE = 24;
const VALUES_SHOWN = 5;

export function Columns({ of, columns }: { readonly of: DatasetData; readonly columns: readonly Column[] }) {
  const [wanted, setWanted] = useState('');
  const [count, setCount] = useState(PAGE);
  const found = columns.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  const target = of.schema?.['target'];
  return (
    <section class="card stack">
      <div class="row spread">
        <h2>Columns</h2>
        {columns.length > PAGE / 2 && (
          <input
            type="search"
            class="columns-search"
            aria-label="Find a column"
            placeholder={`Find among ${number(columns.length)}`}
            value={wanted}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        )}
      </div>
      <ul class="tiles">
        {found.slice(0, count).map((column) => (
          <li key={column.name} class="tile">
            <ColumnTile dataset={of.name} column={column} rows={rowsOf(of) ?? 0} isTarget={column.name === target} />
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="faint">No column has “{wanted}” in its name.</p>}
      {found.length > count && (
        <div>
          <button type="button" onClick={() => setCount(count + PAGE)}>
            Show more of {number(found.length)}
          </button>
        </div>
      )}
    </section>
  );
}

interface TileProps {
  readonly dataset: string;
  readonly column: Column;
  readonly rows: number;
  readonly isTarget: boolean;
}

function ColumnTile({ dataset, column, rows, isTarget }: TileProps) {
  const { name, type, becomes, reason, nulls, distinct, range, values, lengths } = column;
  const most = values?.slice(0, VALUES_SHOWN) ?? [];
  return (
    <>
      <div class="tile-head">
        <strong class="tile-name" title={name}>
          {name}
        </strong>
        {isTarget ? <span class="pill pill-accent">target</span> : <span class="pill">{becomes}</span>}
      </div>
      <div class="faint tile-facts">
        {type}
        {' · '}
        {number(distinct)} different
        {nulls > 0 && ` · ${percent(rows > 0 ? nulls / rows : 0)} missing`}
      </div>
      {range ? (
        <Spread dataset={dataset} name={name} type={type} range={range} />
      ) : most.length > 0 ? (
        <>
          <Bars
            of={most.map(({ value, rows: count }) => ({ label: value, rows: count }))}
            all={rows}
            title={`Most frequent values of ${name}`}
          />
          {distinct > most.length && <div class="faint tile-facts">and {number(distinct - most.length)} others</div>}
        </>
      ) : (
        lengths && (
          <div class="faint tile-facts">
            mostly up to {number(lengths.words.p95)} words, {number(lengths.characters.p95)} characters; at most{' '}
            {number(lengths.words.max)} and {number(lengths.characters.max)}
          </div>
        )
      )}
      {becomes === 'ignored' && reason && <div class="tile-facts tile-reason">Ignored: {reason}</div>}
    </>
  );
}
