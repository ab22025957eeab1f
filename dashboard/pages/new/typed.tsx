/** A field that is one of several kinds, each with settings of its own: a loss, a schedule. Without settings some are a name alone. */
import { Choice } from '../../parts/field.tsx';
import { type Draft, isObject, type Json, problemAt, valueAt, withValue } from './draft.ts';
import { Bound, BoundTick, type Form } from './form.tsx';

export interface Setting {
  readonly name: string;
  readonly label: string;
  /** A number unless said. */
  readonly as?: 'number' | 'numbers' | 'tick';
  readonly preset?: string;
  readonly hint?: string;
}

export interface Kind {
  readonly title: string;
  readonly settings: readonly Setting[];
  /** What it begins with; unset: its name. */
  readonly start?: Draft;
}

export interface TypedProps {
  readonly form: Form;
  /** A JSON Pointer. */
  readonly at: string;
  readonly label: string;
  readonly hint?: string;
  /** What it is where nothing is said. */
  readonly otherwise: string;
  readonly kinds: Readonly<Record<string, Kind>>;
}

export function Typed({ form, at, label, hint, otherwise, kinds }: TypedProps) {
  const given = valueAt(form.draft, at);
  const type = String((typeof given === 'string' ? given : valueAt(given, '/type')) ?? '');
  const settings = kinds[type]?.settings ?? [];
  const places = settings.map(({ name }) => `${at}/${name}`);
  const own = form.problems.filter(({ pointer }) => !places.some((place) => isWithin(pointer, place)));
  const set = (value: Json | undefined): void => form.change(withValue(form.draft, at, value));
  // A name has no settings; with one it is an object.
  const within: Form = {
    ...form,
    draft: isObject(given) ? form.draft : withValue(form.draft, at, { type }),
    change: form.change,
  };
  const known = Object.entries(kinds).map(([name, { title }]) => [name, title] as const);
  return (
    <>
      <Choice
        label={label}
        {...(hint !== undefined && { hint })}
        value={type}
        choices={{ '': otherwise, ...Object.fromEntries(known) }}
        error={problemAt(own, at)}
        onChange={(name) => set(name === '' ? undefined : startOf(name, kinds[name]))}
      />
      {settings.map(({ name, as = 'number', ...rest }) =>
        as === 'tick' ? (
          <BoundTick key={name} form={within} at={`${at}/${name}`} label={rest.label} />
        ) : (
          <Bound key={name} form={within} at={`${at}/${name}`} as={as} {...rest} />
        ),
      )}
    </>
  );
}

function startOf(name: string, kind: Kind | undefined): Json {
  return kind?.start ? { type: name, ...kind.start } : name;
}

function isWithin(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`);
}
