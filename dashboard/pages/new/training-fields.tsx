/** How it is trained: in which steps, towards what, judged by what, and until when. */
import { problemAt, valueAt, withValue } from './draft.ts';
import { figuresOf } from './figures.ts';
import { Bound, BoundChoice, BoundTick, type Form } from './form.tsx';
import { LOSSES, schedulesFor } from './kinds.ts';
import { OptimizerFields } from './optimizer-fields.tsx';
import { Typed } from './typed.tsx';

/** Where nothing is known of the data yet. */
const STEPS = 1000;
const EPOCHS = 5;

export function TrainingFields({ form }: { readonly form: Form }) {
  const { steps = STEPS } = form.known;
  const epochs = Number(valueAt(form.draft, '/training/epochs') ?? EPOCHS);
  const all = Number.isInteger(steps * epochs) && epochs > 0 ? steps * epochs : STEPS;
  const epochHint = form.known.steps === undefined ? {} : { hint: `An epoch has ${form.known.steps} steps.` };
  return (
    <fieldset>
      <legend>Training</legend>
      <div class="fields">
        <Bound form={form} at="/training/batchSize" label="Batch" as="number" preset="32" />
        <OptimizerFields form={form} />
        <Typed
          form={form}
          at="/training/learningRateSchedule"
          label="Learning rate goes"
          otherwise="Stays as it is"
          kinds={schedulesFor(all)}
          {...epochHint}
        />
        <Typed form={form} at="/training/loss" label="Loss" otherwise="As it follows from the target" kinds={LOSSES} />
        <Validation form={form} />
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

/** By rows that are held back, or by another dataset. */
function Validation({ form }: { readonly form: Form }) {
  const at = '/training/validation';
  const dataset = valueAt(form.draft, `${at}/dataset`);
  const names = [...new Set([...(typeof dataset === 'string' ? [dataset] : []), ...form.known.datasets])];
  const change = (draft: Form['draft']): void => {
    const next = valueAt(draft, `${at}/dataset`);
    form.change(withValue(draft, at, next === undefined ? undefined : { dataset: next }));
  };
  return (
    <>
      <BoundChoice
        form={{ ...form, change }}
        at={`${at}/dataset`}
        label="Validated by"
        choices={{ '': 'A share of the rows', ...Object.fromEntries(names.map((name) => [name, `Dataset ${name}`])) }}
      />
      {dataset === undefined && (
        <Bound
          form={form}
          at={`${at}/split`}
          label="Held back to validate"
          as="number"
          preset="0.1"
          hint="A share of the rows."
        />
      )}
    </>
  );
}

function EarlyStopping({ form }: { readonly form: Form }) {
  const at = '/training/earlyStopping';
  const given = valueAt(form.draft, at);
  const error = problemAt(form.problems, at);
  const figures = figuresOf(form);
  return (
    <>
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
        <p class="field-hint">Where epochs are no better than the best one.</p>
        {error !== undefined && given === undefined && <p class="field-error">{error}</p>}
      </div>
      {given !== undefined && (
        <>
          <Bound form={form} at={`${at}/patience`} label="Epochs without progress" as="number" preset="5" />
          <BoundChoice form={form} at={`${at}/monitor`} label="Judged by" choices={{ '': 'The loss', ...figures }} />
          <Bound form={form} at={`${at}/minDelta`} label="Better by at least" as="number" preset="0" />
          <BoundTick form={form} at={`${at}/restoreBest`} label="Ends with the best epoch’s weights" not />
        </>
      )}
    </>
  );
}
