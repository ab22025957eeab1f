/** One version, all of it: how good it is, what it takes and gives, what it was made of, and how it is used from elsewhere. */

import { useState } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import type { VersionData } from '../../../client/index.ts';
import { Confirm } from '../../parts/dialog.tsx';
import { bytes, number, percent, since } from '../../parts/format.ts';
import { Judged } from '../../parts/judged.tsx';
import { Facts } from '../../parts/notes.tsx';
import { Failure, Loaded, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import { CALL_ID, CallIt } from './code.tsx';
import { Drift } from './drift.tsx';
import { Evaluations } from './evaluations.tsx';
import { Exports } from './exports.tsx';
import { Importance } from './importance.tsx';
import { Learning } from './learning.tsx';
import { Lineage } from './lineage.tsx';
import { AliasPills } from './models.tsx';
import { Layers, Preprocessing, Settings } from './version-parts.tsx';

const EVERY_MS = 10_000;
const BYTES_PER_NUMBER = 4;

export function VersionPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const { name = '', version: text = '' } = params;
  const version = useResource(`${name} ${text}`, (signal) => client().model(name).manifest(Number(text), { signal }));
  const model = useResource(name, (signal) => client().model(name).get({ signal }), { everyMs: EVERY_MS });
  return (
    <div class="stack">
      <div class="row spread">
        <div>
          <Link href={`/models/${name}`}>{name}</Link>
          <div class="row">
            <h1>Version {text}</h1>
            {model.data && <AliasPills aliases={model.data.aliases} of={Number(text)} />}
          </div>
        </div>
        <div class="row">
          <Link class="button primary" href={`/try/${name}?version=${text}`}>
            Try it
          </Link>
          <a class="button" href={`#${CALL_ID}`}>
            Code
          </a>
          <Remove model={name} version={Number(text)} />
        </div>
      </div>
      <Loaded of={version}>{(data) => <Parts version={data} />}</Loaded>
    </div>
  );
}

function Parts({ version }: { readonly version: VersionData }) {
  const { model, evaluation, parameters, createdAt, task, labels } = version;
  const { loss, examples, confusionMatrix, ...figures } = (evaluation ?? {}) as Evaluated;
  const told = Object.entries(figures).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return (
    <>
      <section class="card">
        <Facts
          of={{
            ...Object.fromEntries(
              told.map(([name, value]) => [name, name === 'accuracy' ? percent(value) : number(value)]),
            ),
            ...(evaluation && { loss: number(loss), 'measured on': `${number(examples)} rows` }),
            parameters: number(parameters),
            weights: bytes(parameters * BYTES_PER_NUMBER),
            published: <time dateTime={createdAt}>{since(createdAt)}</time>,
          }}
        />
      </section>
      <CallIt version={version} />
      <div class="columns">
        <div class="stack">
          <Learning history={version.history} />
          <Drift model={model} version={version.version} />
          <Importance version={version} />
        </div>
        {confusionMatrix && confusionMatrix.length > 0 && (
          <section class="card">
            <h2>What it mixes up</h2>
            <Judged matrix={confusionMatrix} labels={labels} version={version.lineage.import ? undefined : version} />
          </section>
        )}
      </div>
      <div class="columns">
        <Preprocessing of={version.preprocessing} task={task} labels={labels} />
        <Exports model={model} version={version.version} />
      </div>
      <Layers version={version} />
      <Settings title="Training" of={version.training} />
      <Settings title="Data" of={version.data} />
      <div class="columns">
        <Lineage version={version} />
        <Evaluations model={model} version={version.version} />
      </div>
    </>
  );
}

/** Versions that were made elsewhere have none. */
type Evaluated = Partial<NonNullable<VersionData['evaluation']>>;

function Remove({ model, version }: { readonly model: string; readonly version: number }) {
  const [, navigate] = useLocation();
  const [isAsked, setAsked] = useState(false);
  const [error, setError] = useState<unknown>();
  const remove = async (): Promise<void> => {
    try {
      await client().model(model).remove(version);
      navigate(`/models/${model}`);
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <>
      <button type="button" class="danger" onClick={() => setAsked(true)}>
        Remove…
      </button>
      {error !== undefined && <Failure error={error} />}
      <Confirm
        title={`Remove version ${version} of ${model}?`}
        text="Its weights, its exports and what was measured of it go for good, and its number is not given again."
        action={`Remove version ${version}`}
        isDangerous
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        onConfirm={() => void remove()}
      />
    </>
  );
}
