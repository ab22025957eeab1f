/** What else is told of a training, how much each class counts in it, and how its examples are varied. */
import { escaped, problemAt, valueAt, withValue } from './draft.ts';
import { figureName, metricsOf } from './figures.ts';
import { Bound, BoundChoice, type Form } from './form.tsx';

/** More classes than that are weighed in the request itself. */
const CLASSES_MAX = 40;
const FLIPS = { '': 'No', horizontal: 'Left and right', vertical: 'Up and down', both: 'Both ways' };
const PICTURES = [
  ['rotation', 'Turned, of a full turn'],
  ['translation', 'Moved, of the size'],
  ['zoom', 'Zoomed, of the size'],
  ['contrast', 'Contrast, by'],
] as const;
const SOUNDS = [
  ['shift', 'Shifted, of the length'],
  ['noise', 'Noise, in deviations'],
] as const;

/** Metrics besides those of the task. */
export function MetricTicks({ form }: { readonly form: Form }) {
  const at = '/training/metrics';
  const given = valueAt(form.draft, at);
  const asked = Array.isArray(given) ? given : [];
  const nameOf = (metric: (typeof asked)[number]): string => String(valueAt(metric, '/type') ?? metric);
  const offered = metricsOf(form);
  const error = problemAt(form.problems, at);
  if (offered.length === 0 && asked.length === 0) return null;
  return (
    <fieldset>
      <legend>Metrics besides those of the task</legend>
      <div class="ticks">
        {[...new Set([...offered, ...asked.map(nameOf)])].map((name) => (
          <label key={name} class="check">
            <input
              type="checkbox"
              checked={asked.some((metric) => nameOf(metric) === name)}
              onChange={({ currentTarget: { checked } }) => {
                const others = asked.filter((metric) => nameOf(metric) !== name);
                const next = checked ? [...others, name] : others;
                form.change(withValue(form.draft, at, next.length > 0 ? next : undefined));
              }}
            />
            {figureName(name)}
          </label>
        ))}
      </div>
      {error !== undefined && <p class="field-error">{error}</p>}
    </fieldset>
  );
}

export function ClassWeights({ form }: { readonly form: Form }) {
  const { task, labels, rowsOf } = form.known;
  const at = '/training/classWeight';
  if (task !== 'classification' || labels.length === 0 || labels.length > CLASSES_MAX) return null;
  const rows = labels.map((label) => rowsOf[label] ?? 0);
  const all = rows.reduce((sum, each) => sum + each, 0);
  const balance = (): void => {
    const weights = labels.map((label, index) => {
      const weight = all / (labels.length * (rows[index] ?? 1));
      return [label, Math.round(weight * 1000) / 1000] as const;
    });
    form.change(withValue(form.draft, at, Object.fromEntries(weights)));
  };
  return (
    <fieldset>
      <legend>How much each class counts</legend>
      <div class="stack">
        <div class="fields narrow">
          {labels.map((label) => (
            <Bound
              key={label}
              form={form}
              at={`${at}/${escaped(label)}`}
              label={label === '' ? '(empty)' : label}
              as="number"
              preset="1"
            />
          ))}
        </div>
        <div class="row">
          {rows.every((each) => each > 0) && (
            <button type="button" class="small" onClick={balance}>
              Rare ones more, as their rows say
            </button>
          )}
          {valueAt(form.draft, at) !== undefined && (
            <button type="button" class="small" onClick={() => form.change(withValue(form.draft, at, undefined))}>
              All the same
            </button>
          )}
        </div>
      </div>
    </fieldset>
  );
}

/** Of pictures and sounds. */
export function AugmentationFields({ form }: { readonly form: Form }) {
  const { kind } = form.known;
  const at = '/training/augment';
  const amounts = kind === 'image' ? PICTURES : kind === 'audio' ? SOUNDS : [];
  if (amounts.length === 0) return null;
  return (
    <fieldset>
      <legend>Examples are varied</legend>
      <div class="fields">
        {kind === 'image' && <BoundChoice form={form} at={`${at}/flip`} label="Mirrored" choices={FLIPS} />}
        {amounts.map(([name, label]) => (
          <Bound key={name} form={form} at={`${at}/${name}`} label={label} as="number" preset="0" />
        ))}
      </div>
    </fieldset>
  );
}
