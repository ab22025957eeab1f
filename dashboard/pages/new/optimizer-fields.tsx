/** The optimizer: a name, or an object with a learning rate. */
import { valueAt, withValue } from './draft.ts';
import { Bound, BoundChoice, type Form } from './form.tsx';

const OPTIMIZERS = ['adam', 'sgd', 'rmsprop', 'adagrad', 'adadelta', 'adamw', 'adamax', 'nadam'];

export function OptimizerFields({ form }: { readonly form: Form }) {
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
    ...form,
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
