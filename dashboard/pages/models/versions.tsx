/** The versions of a model, newest first: how good each is, what names it, and its removal. */
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { ModelData } from '../../../client/index.ts';
import { Confirm } from '../../parts/dialog.tsx';
import { number, percent, since } from '../../parts/format.ts';
import { Failure } from '../../parts/resource.tsx';
import { Table, type TableColumn } from '../../parts/table.tsx';
import { client } from '../../service.ts';
import { AliasPills } from './models.tsx';

/** Drawn at once; more are asked for. */
const SHOWN = 20;

export function Versions({ model, onRemoved }: { readonly model: ModelData; onRemoved(): void }) {
  const { name, versions, aliases } = model;
  const [shown, setShown] = useState(SHOWN);
  const [removing, setRemoving] = useState<number>();
  const [error, setError] = useState<unknown>();
  const broken = model.model_version_status.filter(
    ({ version }) => !versions.some((each) => `${each.version}` === `${version}`),
  );

  async function remove(version: number): Promise<void> {
    setError(undefined);
    try {
      await client().model(name).remove(version);
    } catch (caught) {
      setError(caught);
    }
    onRemoved();
  }

  const columns: readonly TableColumn<ModelData['versions'][number]>[] = [
    { title: 'Version', cell: ({ version }) => <Link href={`/models/${name}/${version}`}>Version {version}</Link> },
    { title: 'Aliases', cell: ({ version }) => <AliasPills aliases={aliases} of={version} /> },
    { title: 'Accuracy', isNumber: true, cell: ({ accuracy }) => percent(accuracy) },
    { title: 'Loss', isNumber: true, cell: ({ loss }) => number(loss) },
    { title: 'Parameters', isNumber: true, cell: ({ parameters }) => number(parameters) },
    { title: 'Published', cell: ({ createdAt }) => <time dateTime={createdAt}>{since(createdAt)}</time> },
    {
      title: 'Remove',
      isTitleHidden: true,
      isNumber: true,
      cell: ({ version }) => (
        <button
          type="button"
          class="danger quiet"
          aria-label={`Remove version ${version}`}
          onClick={() => setRemoving(version)}
        >
          Remove
        </button>
      ),
    },
  ];
  return (
    <section class="card stack">
      <h2>Versions</h2>
      {error !== undefined && <Failure error={error} />}
      <Table
        label="Versions of the model"
        columns={columns}
        rows={versions.toReversed().slice(0, shown)}
        keyOf={({ version }) => version}
      />
      {versions.length > shown && (
        <button type="button" onClick={() => setShown(shown + SHOWN)}>
          Show older ones
        </button>
      )}
      {broken.map(({ version, status }) => (
        <p key={version} class="note note-bad">
          Version {version} cannot be read: {status.error_message}
        </p>
      ))}
      <Confirm
        title={`Remove version ${removing} of ${name}?`}
        text="Its weights, its exports and what was measured of it go for good, and its number is not given again."
        action={`Remove version ${removing}`}
        isDangerous
        isOpen={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        onConfirm={() => removing !== undefined && void remove(removing)}
      />
    </section>
  );
}
