/** A model tried out by hand: something is given to it, and its answer is seen while that changes. */
import { Link, useLocation, useSearchParams } from 'wouter-preact';
import type { ModelData } from '../../../client/index.ts';
import { Empty } from '../../parts/notes.tsx';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import { TryVersion } from './try-version.tsx';

const EVERY_MS = 5000;

export function Try({ params: { model } }: { readonly params: Readonly<Record<string, string>> }) {
  const [, navigate] = useLocation();
  const models = useResource('models', (signal) => client().models({ signal }), { everyMs: EVERY_MS });
  return (
    <div class="stack">
      <h1>Try it</h1>
      <Loaded of={models}>
        {(all) =>
          all.length === 0 ? (
            <Empty title="Nothing to try yet">
              <p>A training that succeeds publishes a model, and it can be tried here the moment it is there.</p>
              <Link class="button primary" href="/new">
                Start a training
              </Link>
            </Empty>
          ) : (
            <>
              <label class="narrow">
                Model
                <select
                  value={model ?? ''}
                  onChange={({ currentTarget: { value } }) => value !== '' && navigate(`/try/${value}`)}
                >
                  {model === undefined && <option value="">choose one</option>}
                  {/* One that was removed meanwhile, or is from a link. */}
                  {model !== undefined && !all.some(({ name }) => name === model) && (
                    <option value={model}>{model}</option>
                  )}
                  {all.map(({ name }) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
              {model === undefined && (
                <ul class="choices-list">
                  {all.slice(0, 24).map(({ name }) => (
                    <li key={name}>
                      <Link class="button" href={`/try/${name}`}>
                        {name}
                      </Link>
                    </li>
                  ))}
                </ul>
              )}
            </>
          )
        }
      </Loaded>
      {model !== undefined && <TryModel key={model} name={model} />}
    </div>
  );
}

function TryModel({ name }: { readonly name: string }) {
  const model = useResource(name, (signal) => client().model(name).get({ signal }), { everyMs: EVERY_MS });
  return <Loaded of={model}>{(data) => <TryReference model={data} />}</Loaded>;
}

function TryReference({ model }: { readonly model: ModelData }) {
  const [search, setSearch] = useSearchParams();
  const { name, aliases, latestVersion, versions } = model;
  const chosen = search.get('version') ?? '';
  const number = aliases[chosen || 'production'] ?? (/^\d+$/.test(chosen) ? Number(chosen) : latestVersion);
  const version = useResource(`${name} ${number}`, (signal) => client().model(name).manifest(number, { signal }));
  return (
    <>
      <label class="narrow">
        Who answers
        <select
          value={chosen}
          onChange={({ currentTarget: { value } }) =>
            setSearch(value === '' ? {} : { version: value }, { replace: true })
          }
        >
          <option value="">
            what “{name}” means: version {aliases['production'] ?? latestVersion}
          </option>
          {Object.entries(aliases).map(([alias, of]) => (
            <option key={alias} value={alias}>
              {alias}: version {of}
            </option>
          ))}
          {versions.toReversed().map((each) => (
            <option key={each.version} value={`${each.version}`}>
              version {each.version}
            </option>
          ))}
        </select>
      </label>
      <Loaded of={version}>{(data) => <TryVersion key={data.version} version={data} reference={chosen} />}</Loaded>
    </>
  );
}
