/** A search over values of a job's fields: which fields, by which values of each, how the trials are chosen and compared. */
import { useState } from 'preact/hooks';
import { Choice, Entry } from '../../parts/field.tsx';
import { type Draft, problemAt, valueAt, withValue } from './draft.ts';
import { figuresOf } from './figures.ts';
import { Bound, BoundChoice, type Form } from './form.tsx';
import { fieldAt, offeredFields, placeOf, spaceOf, withField, withStrategy } from './swept.ts';
import { SweptValues } from './swept-values.tsx';

const STRATEGIES = {
  grid: 'All combinations (grid)',
  random: 'Drawn at random',
  successiveHalving: 'The best go on (successive halving)',
};
const OTHER = 'other';

export interface SearchFieldsProps {
  /** Of the sweep. */
  readonly form: Form;
  readonly job: Form;
}

export function SearchFields({ form, job }: SearchFieldsProps) {
  const strategy = String(valueAt(form.draft, '/search/strategy') ?? 'grid');
  const fields = Object.keys(spaceOf(form.draft)).map(fieldAt);
  const error = form.problems.find(({ pointer }) => pointer === '/space')?.detail;
  return (
    <fieldset class="search">
      <legend>Values to search over</legend>
      <div class="stack">
        {fields.map((field) => (
          <SweptValues
            key={field.at}
            field={field}
            form={form}
            isGrid={strategy === 'grid'}
            onRemove={() => form.change({ ...form.draft, space: spaceOf(withoutField(form.draft, field.at)) })}
          />
        ))}
        {fields.length === 0 && <p class="faint">Add a field: each trial is a training with other values of it.</p>}
        {error !== undefined && <p class="field-error">{error}</p>}
        <AddField form={form} job={job.draft} />
        <div class="fields">
          <Choice
            label="Trials are chosen"
            value={strategy}
            choices={STRATEGIES}
            error={problemAt(
              form.problems.filter(({ pointer }) => !/\/(trials|factor|minEpochs)$/.test(pointer)),
              '/search',
            )}
            onChange={(chosen) => form.change(withStrategy(form.draft, chosen))}
          />
          {strategy !== 'grid' && <Bound form={form} at="/search/trials" label="Trials" as="number" />}
          {strategy === 'successiveHalving' && (
            <>
              <Bound form={form} at="/search/factor" label="Of so many one goes on" as="number" preset="3" />
              <Bound form={form} at="/search/minEpochs" label="Epochs before the first" as="number" preset="few" />
            </>
          )}
          <BoundChoice
            form={form}
            at="/metric"
            label="The best is by"
            choices={{ '': 'loss, validation', ...figuresWithoutDefault(job) }}
          />
          <Bound
            form={form}
            at="/folds"
            label="Cross-validation, folds"
            as="number"
            preset="none"
            hint="Each trial is trained so often."
          />
          <Bound form={form} at="/parallel" label="Trials at once, at most" as="number" preset="8" />
        </div>
      </div>
    </fieldset>
  );
}

function figuresWithoutDefault(job: Form): Readonly<Record<string, string>> {
  const { valLoss: _, ...others } = figuresOf(job) as Record<string, string>;
  return others;
}

/** One of those that are searched most often, or any other by its pointer. */
function AddField({ form, job }: { readonly form: Form; readonly job: Draft }) {
  const [pointer, setPointer] = useState<string>();
  const offered = offeredFields(job, form.draft);
  const titles = Object.fromEntries(offered.map(({ at, title }) => [at, title]));
  const add = (at: string): void => {
    form.change(withField(form.draft, fieldAt(at)));
    setPointer(undefined);
  };
  return (
    <div class="fields">
      <Choice
        label="Add a field"
        value={pointer === undefined ? '' : OTHER}
        choices={{ '': 'Choose one', ...titles, [OTHER]: 'Any other …' }}
        onChange={(chosen) => (chosen === OTHER ? setPointer('/') : chosen !== '' && add(chosen))}
      />
      {pointer !== undefined && (
        <div class="search-other">
          <Entry label="Its place in the request" value={pointer} hint="Such as /training/loss" onInput={setPointer} />
          <button
            type="button"
            disabled={pointer.length < 2 || pointer in spaceOf(form.draft)}
            onClick={() => add(pointer)}
          >
            Add
          </button>
        </div>
      )}
    </div>
  );
}

function withoutField(sweep: Draft, at: string): Draft {
  return withValue(sweep, placeOf(at), undefined);
}
