/** What every training needs: data, a name, a network, and of tables what is to be learnt. */
import type { DatasetData } from '../../../client/index.ts';
import { Choice, Field } from '../../parts/field.tsx';
import { problemAt, valueAt, withValue } from './draft.ts';
import { Bound, type Form } from './form.tsx';
import { NetworkChoice } from './network-fields.tsx';

export function FirstFields({ form, dataset }: { readonly form: Form; readonly dataset: DatasetData | undefined }) {
  const { draft } = form;
  const name = String(draft['dataset'] ?? '');
  const names = [...new Set([...(name ? [name] : []), ...form.known.datasets])].sort();
  const choose = (chosen: string): void => {
    // What was said of other data means nothing for this.
    const { target: _, features: __, split: ___, task: ____, preprocessing: _____, ...rest } = draft;
    const model = rest['model'] === undefined || rest['model'] === name ? chosen : rest['model'];
    form.change({ ...rest, model, dataset: chosen });
  };
  const columns = dataset?.columns;
  return (
    <div class="fields first-fields">
      <Choice
        label="Dataset"
        value={name}
        choices={{ ...(name === '' && { '': 'Choose one' }), ...Object.fromEntries(names.map((each) => [each, each])) }}
        error={problemAt(form.problems, '/dataset')}
        onChange={choose}
      />
      <Bound form={form} at="/model" label="Model" hint="Its next version will be what is learnt." />
      <NetworkChoice form={form} />
      {columns && (
        <Target form={form} columns={columns.map((column) => column.name)} known={dataset.schema?.['target']} />
      )}
      <Bound form={form} at="/training/epochs" label="Epochs" as="number" preset="5" />
      {columns && columns.length <= 200 && <Features form={form} columns={columns} />}
    </div>
  );
}

function Target({
  form,
  columns,
  known,
}: {
  readonly form: Form;
  readonly columns: readonly string[];
  readonly known: unknown;
}) {
  const given = valueAt(form.draft, '/target');
  const first = typeof known === 'string' ? `${known} (the data’s)` : 'None';
  const own = Array.isArray(given) ? { [given.join(', ')]: given.join(', ') } : {};
  return (
    <Choice
      label="Column to learn"
      value={Array.isArray(given) ? given.join(', ') : String(given ?? '')}
      choices={{ '': first, ...own, ...Object.fromEntries(columns.map((name) => [name, name])) }}
      error={problemAt(form.problems, '/target')}
      onChange={(value) => form.change(withValue(form.draft, '/target', value === '' ? undefined : value))}
    />
  );
}

/** Which columns it is learnt from: all that are of use, or those that are ticked. */
function Features({ form, columns }: { readonly form: Form; readonly columns: NonNullable<DatasetData['columns']> }) {
  const given = valueAt(form.draft, '/features');
  const useful = columns.filter(({ becomes }) => becomes !== 'ignored').map(({ name }) => name);
  const chosen = Array.isArray(given) ? (given as string[]) : undefined;
  const target = valueAt(form.draft, '/target');
  const set = (features: readonly string[] | undefined): void =>
    form.change(withValue(form.draft, '/features', features as string[] | undefined));
  return (
    <div class="features">
      <Field label="Learns from" error={problemAt(form.problems, '/features')}>
        {(control) => (
          <select
            {...control}
            value={chosen ? 'some' : 'all'}
            onChange={(event) =>
              set(event.currentTarget.value === 'all' ? undefined : useful.filter((name) => name !== target))
            }
          >
            <option value="all">All columns that are of use</option>
            <option value="some">Some columns</option>
          </select>
        )}
      </Field>
      {chosen && (
        <fieldset class="ticks">
          <legend class="visually-hidden">Columns to learn from</legend>
          {columns.map(({ name }) => (
            <label key={name} class="check">
              <input
                type="checkbox"
                checked={chosen.includes(name)}
                onChange={(event) => {
                  const next = columns
                    .map((each) => each.name)
                    .filter((each) => (each === name ? event.currentTarget.checked : chosen.includes(each)));
                  set(next);
                }}
              />
              {name}
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}
