/** A field of a form: its name, what it is for, and what is wrong with it, told to whoever sees it and to whoever hears it. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export interface FieldControl {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean | undefined;
}

export interface FieldProps {
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  /** The input itself, with what ties it to the rest. */
  children(control: FieldControl): ComponentChildren;
}

export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const told = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': told || undefined, 'aria-invalid': error === undefined ? undefined : true })}
      {error !== undefined && (
        <p id={`${id}-error`} class="field-error">
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} class="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

export interface ChoiceProps extends Omit<FieldProps, 'children'> {
  readonly value: string;
  /** What may be chosen, and how it reads. */
  readonly choices: Readonly<Record<string, string>>;
  onChange(value: string): void;
}

/** One of a few. */
export function Choice({ value, choices, onChange, ...rest }: ChoiceProps) {
  return (
    <Field {...rest}>
      {(control) => (
        <select {...control} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {Object.entries(choices).map(([each, text]) => (
            <option key={each} value={each} selected={each === value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export interface EntryProps extends Omit<FieldProps, 'children'> {
  readonly value: string;
  readonly placeholder?: string;
  readonly isNumber?: boolean;
  onInput(value: string): void;
}

/** A line of text, or a number. */
export function Entry({ value, placeholder, isNumber = false, onInput, ...rest }: EntryProps) {
  return (
    <Field {...rest}>
      {(control) => (
        <input
          {...control}
          value={value}
          placeholder={placeholder}
          inputMode={isNumber ? 'decimal' : undefined}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
