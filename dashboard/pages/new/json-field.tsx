/** JSON as text: what is no JSON is said at once and changes nothing; what is wrong within is listed by its place. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FieldError } from '../../../client/index.ts';
import { Field } from '../../parts/field.tsx';
import type { Json } from './draft.ts';

export interface JsonFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: Json | undefined;
  readonly problems: readonly FieldError[];
  onChange(value: Json): void;
}

const ROWS_MIN = 8;
const ROWS_MAX = 24;

export function JsonField({ label, hint, value, problems, onChange }: JsonFieldProps) {
  const [text, setText] = useState(() => written(value));
  const [fault, setFault] = useState<string>();
  const last = useRef(value);
  // Changed elsewhere: by another field, or by what a page begins with.
  useEffect(() => {
    if (last.current === value) return;
    last.current = value;
    setText(written(value));
    setFault(undefined);
  }, [value]);
  const take = (next: string): void => {
    setText(next);
    try {
      const read = JSON.parse(next) as Json;
      last.current = read;
      setFault(undefined);
      onChange(read);
    } catch (error) {
      setFault(`Expected JSON. ${(error as Error).message}`);
    }
  };
  const lines = Math.max(ROWS_MIN, Math.min(ROWS_MAX, text.split('\n').length + 1));
  return (
    <div>
      <Field label={label} hint={hint} error={fault ?? (problems.length > 0 ? toldOf(problems) : undefined)}>
        {(control) => (
          <textarea
            {...control}
            rows={lines}
            spellcheck={false}
            value={text}
            onInput={(event) => take(event.currentTarget.value)}
          />
        )}
      </Field>
    </div>
  );
}

function written(value: Json | undefined): string {
  return JSON.stringify(value ?? {}, null, 2);
}

function toldOf(problems: readonly FieldError[]): string {
  return problems.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(' ');
}
