/** Fields that are bound to places of the draft: what they show, what they change, what is wrong there. */
import type { FieldError } from '../../../client/index.ts';
import { Choice, Entry } from '../../parts/field.tsx';
import { type Draft, type Json, listOf, numberOf, problemAt, valueAt, withValue } from './draft.ts';

export interface Form {
  readonly draft: Draft;
  readonly problems: readonly FieldError[];
  change(draft: Draft): void;
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
  const value = valueAt(form.draft, at);
  const read = { number: numberOf, numbers: listOf, text: textOf, texts: textsOf }[as];
  return (
    <Entry
      {...rest}
      value={Array.isArray(value) ? value.join(', ') : String(value ?? '')}
      isNumber={as === 'number'}
      error={problemAt(form.problems, at)}
      {...(preset !== undefined && { placeholder: preset })}
      onInput={(text) => form.change(withValue(form.draft, at, read(text)))}
    />
  );
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

function textOf(text: string): Json | undefined {
  return text === '' ? undefined : text;
}

/** Names between commas; what stands behind the last comma is being written still. */
function textsOf(text: string): Json | undefined {
  const parts = text.split(',').map((part) => part.trimStart());
  return text.trim() === '' ? undefined : parts;
}
