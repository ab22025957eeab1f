/** Everything else that a request may say, by what it is about. */
import { problemAt, valueAt, withValue } from './draft.ts';
import { Bound, BoundChoice, type Form } from './form.tsx';

const OPTIMIZERS = ['adam', 'sgd', 'rmsprop', 'adagrad', 'adadelta', 'adamw', 'adamax', 'nadam'];
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

/** How it is trained. */
export function TrainingFields({ form }: { readonly form: Form }) {
  return (
    <fieldset>
      <legend>Training</legend>
      <div class="fields">
        <Bound form={form} at="/training/batchSize" label="Batch" as="number" preset="32" />
        <OptimizerFields form={form} />
        <Bound
          form={form}
          at="/training/validation/split"
          label="Held back to validate"
          as="number"
          preset="0.1"
          hint="A share of the rows."
        />
        <EarlyStopping form={form} />
        <Bound form={form} at="/training/maxMinutes" label="Minutes at most" as="number" preset="no limit" />
        <Bound
          form={form}
          at="/training/seed"
          label="Seed"
          as="number"
          preset="drawn"
          hint="The same seed trains the same network."
        />
      </div>
    </fieldset>
  );
}

/** What of the data is learnt, and what of it tests. */
export function DataFields({ form, isTable }: { readonly form: Form; readonly isTable: boolean }) {
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
export function JobFields({ form }: { readonly form: Form }) {
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

/** An optimizer is a name, or an object with a learning rate. */
function OptimizerFields({ form }: { readonly form: Form }) {
  const { draft, change } = form;
  const given = valueAt(draft, '/training/optimizer');
  const type = typeof given === 'string' ? given : valueAt(given, '/type');
  const form_: Form = {
    ...form,
    change(next) {
      const rate = valueAt(next, '/training/optimizer/learningRate');
      const written = rate === undefined ? (type ?? undefined) : { type: type ?? 'adam', learningRate: rate };
      change(withValue(draft, '/training/optimizer', written));
    },
  };
  const bare: Form = {
    draft: typeof given === 'string' ? withValue(draft, '/training/optimizer', { type: given }) : draft,
    problems: form.problems.filter(({ pointer }) => pointer !== '/training/optimizer/learningRate'),
    change(next) {
      const chosen = valueAt(next, '/training/optimizer/type');
      const rate = valueAt(given, '/learningRate');
      // Settings of one optimizer mean nothing to another one.
      const written = rate === undefined ? chosen : { type: chosen ?? 'adam', learningRate: rate };
      change(withValue(draft, '/training/optimizer', written));
    },
  };
  const choices = { '': 'adam', ...Object.fromEntries(OPTIMIZERS.slice(1).map((name) => [name, name])) };
  const shown = type === 'adam' ? withValue(bare.draft, '/training/optimizer/type', undefined) : bare.draft;
  return (
    <>
      <BoundChoice form={{ ...bare, draft: shown }} at="/training/optimizer/type" label="Optimizer" choices={choices} />
      <Bound
        form={form_}
        at="/training/optimizer/learningRate"
        label="Learning rate"
        as="number"
        preset="the optimizer’s own"
      />
    </>
  );
}

function EarlyStopping({ form }: { readonly form: Form }) {
  const at = '/training/earlyStopping';
  const given = valueAt(form.draft, at);
  const error = problemAt(form.problems, at);
  return (
    <div class="field">
      <label class="check">
        <input
          type="checkbox"
          checked={given !== undefined}
          onChange={(event) =>
            form.change(withValue(form.draft, at, event.currentTarget.checked ? { patience: 5 } : undefined))
          }
        />
        Stops early
      </label>
      {given !== undefined ? (
        <Bound form={form} at={`${at}/patience`} label="Epochs without progress" as="number" preset="5" />
      ) : (
        <p class="field-hint">At the best epoch, where the ones after it are no better.</p>
      )}
      {error !== undefined && given === undefined && <p class="field-error">{error}</p>}
    </div>
  );
}
