/** One model: what answers for it, how its versions do, two of them beside each other, and what is kept. */
import { Link } from 'wouter-preact';
import type { ModelData } from '../../../client/index.ts';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import { Aliases } from './aliases.tsx';
import { Comparison } from './comparison.tsx';
import { Drift } from './drift.tsx';
import { ImportVersion } from './import-version.tsx';
import { Retention } from './retention.tsx';
import { VersionFigures } from './version-figures.tsx';
import { Versions } from './versions.tsx';

const EVERY_MS = 4000;

export function ModelPage({ params: { name = '' } }: { readonly params: Readonly<Record<string, string>> }) {
  const model = useResource(name, (signal) => client().model(name).get({ signal }), { everyMs: EVERY_MS });
  return (
    <div class="stack">
      <div class="row spread">
        <div>
          <Link href="/models">Models</Link>
          <h1>{name}</h1>
        </div>
        <div class="row">
          <Link class="button primary" href={`/try/${name}`}>
            Try it
          </Link>
          <ImportVersion model={name} onImported={model.refresh} />
        </div>
      </div>
      <Loaded of={model}>{(data) => <Parts model={data} refresh={model.refresh} />}</Loaded>
    </div>
  );
}

function Parts({ model, refresh }: { readonly model: ModelData; refresh(): void }) {
  const { name, versions, aliases, latestVersion } = model;
  return (
    <>
      <Aliases model={model} onChanged={refresh} />
      <div class="columns">
        <VersionFigures versions={versions} />
        <Drift model={name} version={aliases['production'] ?? latestVersion} />
      </div>
      <Versions model={model} onRemoved={refresh} />
      {versions.length > 1 && <Comparison model={model} />}
      <Retention model={name} onApplied={refresh} />
    </>
  );
}
