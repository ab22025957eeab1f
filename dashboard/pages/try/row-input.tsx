/** A row of a table to predict: a field for each column, by its type, filled in with what training had typically. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { VersionData } from '../../../client/index.ts';
import { number } from '../../parts/format.ts';
import { typicalOf } from '../models/example.ts';
import type { InputProps } from './try-version.tsx';

type Column = Extract<VersionData['preprocessing'], { kind: 'tabular' }>['columns'][number];
type Cell = number | string | boolean | null;

/** Of a version that knows what training saw. */
interface Seen {
  readonly form: string;
  readonly name: string;
  readonly min?: number;
  readonly max?: number;
}

/** Fields at once: the others keep what is typical until they are asked for. */
const SHOWN = 30;

export function RowInput({ version, onAsk }: InputProps) {
  const columns = version.preprocessing.kind === 'tabular' ? version.preprocessing.columns : [];
  const typical = useMemo(
    () => Object.fromEntries(columns.map((column) => [column.name, typicalOf(column)])),
    [columns],
  );
  const [row, setRow] = useState<Readonly<Record<string, Cell>>>(typical);
  const [shown, setShown] = useState(SHOWN);
  const seen = (version as { contract?: { readonly columns: readonly Seen[] } }).contract?.columns ?? [];

  useEffect(() => onAsk({ body: JSON.stringify({ instances: [row] }), type: 'application/json' }), [row]);

  return (
    <form class="stack" onSubmit={(event) => event.preventDefault()}>
      <div class="row spread">
        <h2 class="flush">Row</h2>
        <button type="button" onClick={() => setRow(typical)}>
          What is typical
        </button>
      </div>
      <div class="row-fields">
        {columns.slice(0, shown).map((column) => (
          <Field
            key={column.name}
            column={column}
            value={row[column.name] ?? null}
            hint={hintOf(
              column,
              seen.find(({ name }) => name === column.name),
            )}
            onChange={(value) => setRow((before) => ({ ...before, [column.name]: value }))}
          />
        ))}
      </div>
      {columns.length > shown && (
        <button type="button" onClick={() => setShown(shown + SHOWN)}>
          Show more of {columns.length} columns
        </button>
      )}
    </form>
  );
}

interface FieldProps {
  readonly column: Column;
  readonly value: Cell;
  readonly hint: string;
  onChange(value: Cell): void;
}

function Field(props: FieldProps) {
  const { column, value, hint, onChange } = props;
  const { name, type } = column;
  const hintId = `hint-${name}`;
  const described = hint === '' ? {} : { 'aria-describedby': hintId };
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: each branch has one
    <label>
      {name}
      {type === 'boolean' ? (
        <select
          {...described}
          value={value === null ? '' : `${value}`}
          onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? null : currentTarget.value === 'true')}
        >
          <option value="true">true</option>
          <option value="false">false</option>
          {column.nullable && <option value="">missing</option>}
        </select>
      ) : (
        <TypedInput {...props} described={described} />
      )}
      {hint !== '' && (
        <small id={hintId} class="faint">
          {hint}
        </small>
      )}
    </label>
  );
}

/** Numbers, times and names; a name that training had is chosen, or another one typed. */
function TypedInput({ column, value, onChange, described }: FieldProps & { readonly described: object }) {
  const { as, name, type, nullable } = column;
  const isNumber = type === 'number' || type === 'integer';
  const values = as === 'category' || as === 'embedding' ? column.values.filter((each) => each !== null) : [];
  const listId = `values-${name}`;
  return (
    <>
      <input
        {...described}
        type={isNumber ? 'number' : 'text'}
        step={type === 'integer' ? 1 : 'any'}
        value={value === null ? '' : `${value}`}
        placeholder={nullable ? 'missing' : ''}
        {...(values.length > 0 && { list: listId })}
        onInput={({ currentTarget: { value: text } }) =>
          onChange(text === '' ? null : isNumber && Number.isFinite(Number(text)) ? Number(text) : text)
        }
      />
      {values.length > 0 && (
        <datalist id={listId}>
          {values.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </>
  );
}

/** What training had. */
function hintOf(column: Column, seen: Seen | undefined): string {
  switch (column.as) {
    case 'number': {
      if (column.type === 'boolean') return '';
      if (seen?.min === undefined || seen.max === undefined) return `typically ${number(column.fill)}`;
      return `${number(seen.min)} to ${number(seen.max)} in training`;
    }
    case 'category':
    case 'embedding': {
      const values = column.values.filter((each) => each !== null);
      return `${values.slice(0, 4).join(', ')}${values.length > 4 ? `, … (${values.length})` : ''}`;
    }
    case 'date':
      return column.dateFormat ? `as ${column.dateFormat}` : 'such as 2024-05-31';
  }
}
