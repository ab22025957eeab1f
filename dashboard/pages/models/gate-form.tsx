/** Asks by what an alias is to move itself. */
import { useState } from 'preact/hooks';
import { Failure, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';

const METRICS = [
  'accuracy',
  'loss',
  'topKCategoricalAccuracy',
  'precision',
  'recall',
  'f1Score',
  'auc',
  'meanAbsoluteError',
  'rootMeanSquaredError',
  'r2Score',
] as const;
type Metric = (typeof METRICS)[number];

const DATASETS_MAX = 500;

export interface GateFormProps {
  readonly model: string;
  readonly alias: string;
  readonly gate:
    | {
        readonly dataset: { readonly name: string };
        readonly metric: string;
        readonly margin: number;
        readonly minimum?: number;
      }
    | undefined;
  onClose(): void;
  onSet(): void;
}

export function GateForm({ model, alias, gate, onClose, onSet }: GateFormProps) {
  const [dataset, setDataset] = useState(gate?.dataset.name ?? '');
  const [metric, setMetric] = useState<Metric>((gate?.metric as Metric | undefined) ?? 'accuracy');
  const [margin, setMargin] = useState(String(gate?.margin ?? 0));
  const [minimum, setMinimum] = useState(gate?.minimum?.toString() ?? '');
  const [error, setError] = useState<unknown>();
  const datasets = useResource('datasets', (signal) => client().datasets.list({ signal }).first(DATASETS_MAX));

  async function set(): Promise<void> {
    setError(undefined);
    const body = { dataset, metric, margin: Number(margin), ...(minimum !== '' && { minimum: Number(minimum) }) };
    try {
      await client().http.PUT('/v1/models/{model}/aliases/{alias}/gate', { params: { path: { model, alias } }, body });
      onSet();
      onClose();
    } catch (caught) {
      setError(caught);
    }
  }

  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void set();
      }}
    >
      <label>
        Dataset that decides
        <select required value={dataset} onChange={(event) => setDataset(event.currentTarget.value)}>
          <option value="">choose one</option>
          {datasets.data?.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <small class="faint">Data that no training sees: a dataset of its own, or one with a test part.</small>
      </label>
      <label>
        Figure
        <select value={metric} onChange={(event) => setMetric(event.currentTarget.value as Metric)}>
          {METRICS.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <div class="row fields">
        <label>
          Better by at least
          <input
            type="number"
            required
            min={0}
            step="any"
            value={margin}
            onInput={(e) => setMargin(e.currentTarget.value)}
          />
        </label>
        <label>
          {metric === 'loss' || metric.endsWith('Error') ? 'At most' : 'At least'}
          <input
            type="number"
            step="any"
            value={minimum}
            placeholder="any"
            onInput={(e) => setMinimum(e.currentTarget.value)}
          />
        </label>
      </div>
      {error !== undefined && <Failure error={error} />}
      <div class="row">
        <button type="submit" class="primary">
          Set the gate
        </button>
        <button type="button" onClick={onClose}>
          Back
        </button>
      </div>
    </form>
  );
}
