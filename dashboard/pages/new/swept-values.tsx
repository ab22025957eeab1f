/** The values of one field that is searched over: a list of them, or a range. */
import { Choice } from '../../parts/field.tsx';
import { problemAt, valueAt, withValue } from './draft.ts';
import { Bound, BoundChoice, BoundTick, type Form, ValueEntry } from './form.tsx';
import { counted, placeOf, readValues, type SweptField, writeValues } from './swept.ts';

const HINTS = {
  number: 'Such as 0.1, 0.2',
  word: 'Names between commas',
  list: 'Lists between semicolons: 64; 128, 64',
  json: 'JSON between semicolons',
};

export interface SweptValuesProps {
  readonly field: SweptField;
  readonly form: Form;
  readonly isGrid: boolean;
  onRemove(): void;
}

export function SweptValues({ field, form, isGrid, onRemove }: SweptValuesProps) {
  const { at, title, one } = field;
  const place = placeOf(at);
  const values = valueAt(form.draft, `${place}/values`);
  const isList = values !== undefined;
  const id = `swept${at.replaceAll(/[^A-Za-z0-9]/g, '-')}`;
  const own = form.problems.find(({ pointer }) => pointer === place)?.detail;
  const become = (kind: string): void => {
    const range = field.start['values'] === undefined ? field.start : { min: 0, max: 1, scale: 'linear' };
    const start = kind === 'values' ? { values: field.start['values'] ?? [] } : range;
    form.change(counted(withValue(form.draft, place, start)));
  };
  return (
    <section class="swept" aria-labelledby={id}>
      <div class="row spread">
        <h3 id={id}>{title}</h3>
        <button type="button" class="small" aria-label={`Remove ${title}`} onClick={onRemove}>
          Remove
        </button>
      </div>
      <div class={one === 'list' || one === 'word' ? 'swept-list' : 'fields narrow'}>
        {(one === 'number' || one === 'json') && (
          <Choice
            label="By"
            value={isList ? 'values' : 'range'}
            choices={{ values: 'Values', range: 'A range' }}
            onChange={become}
          />
        )}
        {isList ? (
          <ValueEntry
            label="Values"
            hint={HINTS[one]}
            value={values}
            read={(text) => readValues(text, one)}
            write={(value) => writeValues(value, one)}
            error={problemAt(form.problems, place)}
            onChange={(next) => form.change(withValue(form.draft, `${place}/values`, next ?? []))}
          />
        ) : (
          <>
            <Bound form={form} at={`${place}/min`} label="From" as="number" />
            <Bound form={form} at={`${place}/max`} label="To" as="number" />
            <BoundChoice
              form={form}
              at={`${place}/scale`}
              label="Spaced"
              choices={{ linear: 'Evenly', log: 'By logarithms' }}
            />
            {isGrid && <Bound form={form} at={`${place}/count`} label="Values" as="number" />}
            <BoundTick form={form} at={`${place}/integer`} label="Whole numbers" />
          </>
        )}
      </div>
      {!isList && own !== undefined && <p class="field-error">{own}</p>}
    </section>
  );
}
