/** Which network: the service's choice, a preset with its few settings, or layers of one's own. */
import { Choice } from '../../parts/field.tsx';
import { type Draft, isObject, type Json, listOf, numberOf, problemAt, valueAt, withValue } from './draft.ts';
import { type Form, ValueEntry } from './form.tsx';
import { JsonField } from './json-field.tsx';

const CHOICES = {
  auto: 'Chosen for the data',
  mlp: 'Dense layers (mlp)',
  cnn: 'Convolutions (cnn)',
  lstm: 'LSTM',
  layers: 'Layers of your own',
};
const SETTINGS: Readonly<Record<string, readonly (keyof typeof DESCRIBED)[]>> = {
  mlp: ['units', 'dropout'],
  cnn: ['filters', 'units', 'dropout'],
  lstm: ['lstmUnits', 'units', 'dropout'],
};
const DESCRIBED = {
  units: { label: 'Units of the dense layers', hint: 'Such as 64, 32', isList: true },
  filters: { label: 'Filters of the convolutions', hint: 'Such as 32, 64', isList: true },
  lstmUnits: { label: 'Units of the LSTM', isList: false },
  dropout: { label: 'Dropout', hint: 'The share that is left out, 0 to 1', isList: false },
} as const;
const FIRST_LAYERS: Json = { layers: [{ type: 'flatten' }, { type: 'dense', units: 64, activation: 'relu' }] };

export function NetworkChoice({ form }: { readonly form: Form }) {
  const { draft, problems } = form;
  const isBased = draft['baseModel'] !== undefined;
  const kind = kindOf(draft['network']);
  const error = kind === 'layers' ? undefined : problemAt(problems.filter(isOfChoice), '/network');
  const choose = (chosen: string): void => {
    const network = chosen === '' ? undefined : chosen === 'layers' ? FIRST_LAYERS : chosen;
    form.change(withValue(draft, '/network', network));
  };
  const choices = isBased ? { '': 'That of the base model', ...CHOICES } : CHOICES;
  return <Choice label="Network" value={kind} choices={choices} error={error} onChange={choose} />;
}

/** What can be said of the network that is chosen. */
export function NetworkSettings({ form }: { readonly form: Form }) {
  const network = form.draft['network'];
  const kind = kindOf(network);
  if (kind === 'layers') {
    return (
      <JsonField
        label="Layers"
        hint="Keras’ layers and arguments in camelCase; the output layer follows from what is learnt. Every layer is in the API’s page, /docs."
        value={network}
        problems={form.problems.filter(({ pointer }) => pointer.startsWith('/network'))}
        onChange={(value) => form.change(withValue(form.draft, '/network', value))}
      />
    );
  }
  const settings = SETTINGS[kind];
  if (!settings) return null;
  return (
    <div class="fields">
      {settings.map((name) => {
        const { isList, ...described } = DESCRIBED[name];
        return (
          <ValueEntry
            key={name}
            {...described}
            placeholder="sized to the data"
            value={valueAt(network, `/${name}`)}
            read={isList ? listOf : numberOf}
            error={problemAt(form.problems, `/network/${name}`)}
            isNumber={!isList}
            onChange={(value) => form.change(withSetting(form.draft, kind, name, value))}
          />
        );
      })}
    </div>
  );
}

/** A preset without settings is its name. */
function withSetting(draft: Draft, preset: string, name: string, value: Json | undefined): Draft {
  const { network } = draft;
  const before = isObject(network) ? network : {};
  const { preset: _, ...settings } = withValue({ ...before, preset }, `/${name}`, value);
  return withValue(draft, '/network', Object.keys(settings).length > 0 ? { preset, ...settings } : preset);
}

function kindOf(network: Json | undefined): string {
  if (network === undefined) return '';
  if (typeof network === 'string') return network in CHOICES ? network : '';
  const preset = valueAt(network, '/preset');
  return typeof preset === 'string' ? preset : 'layers';
}

/** Those of a setting stand at the setting. */
function isOfChoice({ pointer }: { readonly pointer: string }): boolean {
  return !Object.keys(DESCRIBED).some((name) => pointer.startsWith(`/network/${name}`));
}
