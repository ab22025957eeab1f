/** Everything else that a request may say, by what it is about; and the request itself. */
import { type Draft, valueAt } from './draft.ts';
import { Bound, BoundChoice, type Form } from './form.tsx';
import { JsonField } from './json-field.tsx';
import { AugmentationFields, ClassWeights, MetricTicks } from './judging-fields.tsx';
import { TrainingFields } from './training-fields.tsx';

const TASKS = {
  '': 'As it follows from the target',
  classification: 'One class',
  multiLabelClassification: 'Several labels',
  regression: 'Numbers',
  forecasting: 'A forecast',
};
const SPLITS = {
  '': 'As it suits the data',
  stratified: 'By classes, evenly',
  random: 'At random',
  group: 'By groups of a column',
  time: 'The latest test',
  column: 'As a column says',
  given: 'As the data brings it',
};

export function AllFields({ form, isTable }: { readonly form: Form; readonly isTable: boolean }) {
  return (
    <details>
      <summary>More</summary>
      <div class="stack">
        <TrainingFields form={form} />
        <MetricTicks form={form} />
        <AugmentationFields form={form} />
        <ClassWeights form={form} />
        <DataFields form={form} isTable={isTable} />
        <JobFields form={form} />
        <details>
          <summary>The whole request, as JSON</summary>
          <JsonField
            label="Request"
            hint="All that a job may say: preprocessing, webhooks, frozen layers, …"
            value={form.draft}
            problems={form.problems}
            onChange={(value) => form.change(value as Draft)}
          />
        </details>
      </div>
    </details>
  );
}

/** What of the data is learnt, and what of it tests. */
function DataFields({ form, isTable }: { readonly form: Form; readonly isTable: boolean }) {
  const by = valueAt(form.draft, '/split/by');
  return (
    <fieldset>
      <legend>Data</legend>
      <div class="fields">
        {isTable && <BoundChoice form={form} at="/task" label="What it tells" choices={TASKS} />}
        <BoundChoice form={form} at="/split/by" label="Rows that test are chosen" choices={SPLITS} />
        {(by === 'group' || by === 'time' || by === 'column') && (
          <Bound form={form} at="/split/column" label="Column of the split" />
        )}
        <Bound form={form} at="/split/test" label="Share that tests" as="number" preset="0.1" />
      </div>
    </fieldset>
  );
}

/** Where it begins and how it waits. */
function JobFields({ form }: { readonly form: Form }) {
  return (
    <fieldset>
      <legend>The job</legend>
      <div class="fields">
        <Bound
          form={form}
          at="/baseModel"
          label="Starts from a version"
          preset="none"
          hint="Such as digits@3 or digits@production."
        />
        <Bound form={form} at="/priority" label="Priority" as="number" preset="50" hint="1 is first in the line." />
      </div>
    </fieldset>
  );
}
