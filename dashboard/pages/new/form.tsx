/** Fields that are bound to places of the draft: what they show, what they change, what is wrong there. */

import { useState } from 'preact/hooks';
import type { FieldError } from '../../../client/index.ts';
import { Choice, Entry, type EntryProps } from '../../parts/field.tsx';
import { type Draft, isObject, type Json, listOf, numberOf, problemAt, valueAt, withValue } from './draft.ts';

export interface Form {
  readonly draft: Draft;
  readonly problems: readonly FieldError[];
  /** What it is about, as the last plan has it: on that depends what can be chosen. */
  readonly known: KnownData;
  change(draft: Draft): void;
}

export interface KnownData {
  readonly kind: string | undefined;
  readonly task: string | undefined;
  readonly labels: readonly string[];
  readonly rowsOf: Readonly<Record<string, number>>;
  /** Of an epoch. */
  readonly steps: number | undefined;
  readonly datasets: readonly string[];
}

interface BoundProps {
  readonly form: Form;
  /** A JSON Pointer. */
  readonly at: string;
  readonly label: string;
  readonly hint?: string;
  /** What the service takes where nothing is said. */
  readonly preset?: string;
}

/** A number, a list of numbers or a text; empty takes the field out of the request. */
export function Bound({
  form,
  at,
  as = 'text',
  preset,
  ...rest
}: BoundProps & { readonly as?: 'number' | 'numbers' | 'text' | 'texts' }) {
  return (
    <ValueEntry
      {...rest}
      value={valueAt(form.draft, at)}
      read={{ number: numberOf, numbers: listOf, text: textOf, texts: textsOf }[as]}
      isNumber={as === 'number'}
      error={problemAt(form.problems, at)}
      {...(preset !== undefined && { placeholder: preset })}
      onChange={(value) => form.change(withValue(form.draft, at, value))}
    />
  );
}

export interface ValueEntryProps extends Omit<EntryProps, 'value' | 'onInput'> {
  readonly value: Json | undefined;
  read(text: string): Json | undefined;
  /** How a value is written; unset: as it is, lists with commas. */
  write?(value: Json | undefined): string;
  onChange(value: Json | undefined): void;
}

/** A value as a line of text. What is being typed stays as it is typed, for as long as it means the value: `0.` is on its way to 0.5. */
export function ValueEntry({ value, read, write = written, onChange, ...rest }: ValueEntryProps) {
  const [typed, setTyped] = useState('');
  const isTyped = JSON.stringify(read(typed)) === JSON.stringify(value);
  return (
    <Entry
      {...rest}
      value={isTyped ? typed : write(value)}
      onInput={(text) => {
        setTyped(text);
        onChange(read(text));
      }}
    />
  );
}

function written(value: Json | undefined): string {
  if (Array.isArray(value)) return value.join(', ');
  return isObject(value) ? JSON.stringify(value) : String(value ?? '');
}

/** One of a few; the first one is said by saying nothing. */
export function BoundChoice({
  form,
  at,
  choices,
  ...rest
}: BoundProps & { readonly choices: Readonly<Record<string, string>> }) {
  return (
    <Choice
      {...rest}
      value={String(valueAt(form.draft, at) ?? '')}
      choices={choices}
      error={problemAt(form.problems, at)}
      onChange={(value) => form.change(withValue(form.draft, at, value === '' ? undefined : value))}
    />
  );
}

/** Yes, or nothing said. With `not`, ticked is what is taken where nothing is said, and unticked is no. */
export function BoundTick({ form, at, label, not = false }: BoundProps & { readonly not?: boolean }) {
  const value = valueAt(form.draft, at);
  const error = problemAt(form.problems, at);
  return (
    <div class="field">
      <label class="check">
        <input
          type="checkbox"
          checked={not ? value !== false : value === true}
          onChange={({ currentTarget: { checked } }) =>
            form.change(withValue(form.draft, at, checked === not ? undefined : !not))
          }
        />
        {label}
      </label>
      {error !== undefined && <p class="field-error">{error}</p>}
    </div>
  );
}

function textOf(text: string): Json | undefined {
  return text === '' ? undefined : text;
}

/** Names between commas; what stands behind the last comma is being written still. */
function textsOf(text: string): Json | undefined {
  const parts = text.split(',').map((part) => part.trimStart());
  return text.trim() === '' ? undefined : parts;
}
