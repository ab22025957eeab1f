/** What a row looks like: a picture, the outline of a recording, lines of a series, numbers, the cells of a table. */
import { duration, number } from '../../parts/format.ts';
import { Lines, Waveform } from '../../parts/outline.tsx';

/** As `GET /v1/datasets/{name}/rows` tells a row of arrays. */
export interface ArrayRow {
  readonly index: number;
  readonly part?: string;
  readonly image?: string;
  readonly seconds?: number;
  readonly waveform?: readonly (readonly number[])[];
  readonly values?: unknown;
  readonly shape?: readonly number[];
  readonly label?: string;
  readonly labels?: readonly string[];
  readonly targets?: Readonly<Record<string, number>>;
}

const NUMBERS_SHOWN = 24;
const CELL_CHARACTERS = 300;

export function ArrayTiles({ rows }: { readonly rows: readonly ArrayRow[] }) {
  const isPicture = rows[0]?.image !== undefined;
  return (
    <ul class={isPicture ? 'pictures' : 'tiles'}>
      {rows.map((row) => (
        <li key={row.index} class={isPicture ? 'picture' : 'tile'}>
          <Sample of={row} />
          <div class="sample-told">
            <strong>{toldOf(row)}</strong> <span class="faint">{number(row.index + 1)}</span>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Sample({ of: row }: { readonly of: ArrayRow }) {
  const title = `Row ${row.index + 1}${toldOf(row) ? `, ${toldOf(row)}` : ''}`;
  if (row.image !== undefined) return <img src={row.image} alt={title} />;
  if (row.waveform)
    return (
      <>
        <Waveform of={row.waveform} title={title} />
        <div class="faint tile-facts">{duration(row.seconds)}</div>
      </>
    );
  const { values } = row;
  if (isSteps(values)) return <Lines steps={values} title={title} />;
  const numbers = [values].flat(8) as number[];
  const shown = numbers.slice(0, NUMBERS_SHOWN).map((each) => number(each));
  return (
    <div class="mono sample-numbers">
      {shown.join('  ')}
      {(numbers.length > NUMBERS_SHOWN || row.shape) &&
        ` … ${row.shape ? row.shape.join(' × ') : number(numbers.length)} in all`}
    </div>
  );
}

/** Several steps, each a list of numbers. */
function isSteps(values: unknown): values is readonly (readonly number[])[] {
  return (
    Array.isArray(values) &&
    values.length > 2 &&
    values.every((step) => Array.isArray(step) && typeof step[0] === 'number')
  );
}

/** The label, the labels, or the numbers to learn. */
function toldOf({ label, labels, targets }: ArrayRow): string {
  if (label !== undefined) return label;
  if (labels) return labels.length > 0 ? labels.join(', ') : 'no label';
  return Object.entries(targets ?? {})
    .map(([name, value]) => `${name} ${number(value)}`)
    .join(', ');
}

export interface TableRowsProps {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Number of the first, from 0. */
  readonly first: number;
  readonly target: unknown;
}

/** So many columns are shown; of thousands a browser would be busy for seconds. */
const COLUMNS_SHOWN = 60;

export function TableRows({ rows, first, target }: TableRowsProps) {
  const all = Object.keys(rows[0] ?? {});
  const columns = all.slice(0, COLUMNS_SHOWN);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard, too */}
      <section class="scroll" tabIndex={0} aria-label="Rows of the table">
        <table class="cells">
          <thead>
            <tr>
              <th scope="col" class="number">
                Row
              </th>
              {columns.map((name) => (
                <th key={name} scope="col" class={rows.some((each) => typeof each[name] === 'number') ? 'number' : ''}>
                  {name}
                  {name === target && <span class="pill pill-accent">target</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={first + index}>
                <th scope="row" class="number">
                  {number(first + index + 1)}
                </th>
                {columns.map((name) => (
                  <Cell key={name} value={row[name]} isNumber={rows.some((each) => typeof each[name] === 'number')} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {all.length > columns.length && (
        <p class="faint">
          The first {columns.length} of {number(all.length)} columns.
        </p>
      )}
    </>
  );
}

function Cell({ value, isNumber }: { readonly value: unknown; readonly isNumber: boolean }) {
  if (value === null || value === undefined) return <td class={isNumber ? 'number faint' : 'faint'}>missing</td>;
  if (typeof value === 'number') return <td class="number">{number(value)}</td>;
  const text = String(value).replace(/T00:00:00Z$/, '');
  return (
    <td class={text.length > 60 ? 'cell-long' : ''}>
      {text.length > CELL_CHARACTERS ? `${text.slice(0, CELL_CHARACTERS)}…` : text}
    </td>
  );
}
