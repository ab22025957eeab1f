/** The versions of a model, newest first: how good each is, what names it, and its removal. */
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { ModelData } from '../../../client/index.ts';
import { Confirm } from '../../parts/dialog.tsx';
import { number, percent, since } from '../../parts/format.ts';
import { Failure } from '../../parts/resource.tsx';
import { Scroll } from '../../parts/scroll.tsx';
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

  return (
    <section class="card stack">
      <h2>Versions</h2>
      {error !== undefined && <Failure error={error} />}
      <Scroll label="Versions of the model">
        <table>
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col">Aliases</th>
              <th scope="col" class="number">
                Accuracy
              </th>
              <th scope="col" class="number">
                Loss
              </th>
              <th scope="col" class="number">
                Parameters
              </th>
              <th scope="col">Published</th>
              <th scope="col">
                <span class="visually-hidden">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {versions
              .toReversed()
              .slice(0, shown)
              .map(({ version, accuracy, loss, parameters, createdAt }) => (
                <tr key={version}>
                  <th scope="row">
                    <Link href={`/models/${name}/${version}`}>Version {version}</Link>
                  </th>
                  <td>
                    <AliasPills aliases={aliases} of={version} />
                  </td>
                  <td class="number">{percent(accuracy)}</td>
                  <td class="number">{number(loss)}</td>
                  <td class="number">{number(parameters)}</td>
                  <td>
                    <time dateTime={createdAt}>{since(createdAt)}</time>
                  </td>
                  <td class="number">
                    <button
                      type="button"
                      class="danger quiet"
                      aria-label={`Remove version ${version}`}
                      onClick={() => setRemoving(version)}
                    >
                      Remove
                    </button>
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </Scroll>
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
