/** The models there are, which version of each answers, and a way to bring one from elsewhere. */
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { ModelSummary } from '../../../client/index.ts';
import { Empty } from '../../parts/notes.tsx';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import { ImportVersion } from './import-version.tsx';

const EVERY_MS = 5000;
/** Drawn at once; more are asked for. */
const SHOWN = 100;

export function Models() {
  const models = useResource('models', (signal) => client().models({ signal }), { everyMs: EVERY_MS });
  return (
    <div class="stack">
      <div class="row spread">
        <h1>Models</h1>
        <ImportVersion onImported={models.refresh} />
      </div>
      <Loaded of={models}>
        {(all) =>
          all.length > 0 ? (
            <List models={all} />
          ) : (
            <Empty title="No model yet">
              <p>
                A training that succeeds publishes version 1 of one. A file of Keras or TensorFlow becomes one, too.
              </p>
              <Link class="button primary" href="/new">
                Start a training
              </Link>
            </Empty>
          )
        }
      </Loaded>
    </div>
  );
}

function List({ models }: { readonly models: readonly ModelSummary[] }) {
  const [sought, setSought] = useState('');
  const [shown, setShown] = useState(SHOWN);
  const found = models.filter(({ name }) => name.toLowerCase().includes(sought.trim().toLowerCase()));
  return (
    <section class="card stack">
      {models.length > 5 && (
        <label class="narrow">
          Find
          <input
            type="search"
            value={sought}
            placeholder="a part of its name"
            onInput={(event) => setSought(event.currentTarget.value)}
          />
        </label>
      )}
      <ul class="models">
        {found.slice(0, shown).map((model) => (
          <Item key={model.name} model={model} />
        ))}
      </ul>
      {found.length === 0 && <p class="faint">No model has “{sought}” in its name.</p>}
      {found.length > shown && (
        <button type="button" onClick={() => setShown(shown + SHOWN)}>
          Show more of {found.length}
        </button>
      )}
    </section>
  );
}

function Item({ model: { name, latestVersion, aliases } }: { readonly model: ModelSummary }) {
  const answering = aliases['production'] ?? latestVersion;
  return (
    <li>
      <div>
        <Link class="model-name" href={`/models/${name}`}>
          {name}
        </Link>
        <p class="faint">
          version {answering} answers
          {answering !== latestVersion && `, version ${latestVersion} is the newest`}
        </p>
      </div>
      <AliasPills aliases={aliases} />
      <Link class="button" href={`/try/${name}`} aria-label={`Try ${name}`}>
        Try it
      </Link>
    </li>
  );
}

/** Aliases with the versions that they mean. @param of only those of this version, without saying which. */
export function AliasPills({
  aliases,
  of,
}: {
  readonly aliases: Readonly<Record<string, number>>;
  readonly of?: number;
}) {
  const all = Object.entries(aliases).filter(([, version]) => of === undefined || version === of);
  return (
    <span class="row pills">
      {all.map(([alias, version]) => (
        <span key={alias} class={`pill ${alias === 'production' ? 'pill-good' : 'pill-accent'}`}>
          {of === undefined ? `${alias} → ${version}` : alias}
        </span>
      ))}
    </span>
  );
}
