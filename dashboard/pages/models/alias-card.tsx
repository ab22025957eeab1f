/** One alias: where it points, what is tried out beside it, who moved it, by what it moves itself. */
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { AliasData, ModelData } from '../../../client/index.ts';
import { Confirm } from '../../parts/dialog.tsx';
import { percent, since } from '../../parts/format.ts';
import { Failure, Loaded, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import { AliasHistory, divisionTold } from './alias-history.tsx';
import { AliasMove } from './alias-move.tsx';
import { AliasTraffic } from './alias-traffic.tsx';
import { Gate } from './gate.tsx';

export interface AliasCardProps {
  readonly model: ModelData;
  readonly name: string;
  onChanged(): void;
}

type Asked = 'move' | 'rollback' | 'remove';

export function AliasCard({ model, name, onChanged }: AliasCardProps) {
  const alias = client().model(model.name).alias(name);
  const state = useResource(`alias ${model.name} ${name}`, (signal) => alias.get({ signal }), { everyMs: 4000 });
  const [asked, setAsked] = useState<Asked>();
  const [error, setError] = useState<unknown>();
  const changed = (): void => {
    state.refresh();
    onChanged();
  };
  const run = async (change: () => Promise<unknown>): Promise<void> => {
    setError(undefined);
    await change().catch(setError);
    changed();
  };
  const close = (): void => setAsked(undefined);

  return (
    <article class="card stack" aria-label={`Alias ${name}`}>
      <Loaded of={state}>
        {(data) =>
          data && (
            <>
              <div class="row spread">
                <h3>
                  {name} → <Link href={`/models/${model.name}/${data.version}`}>version {data.version}</Link>
                </h3>
                {name === 'production' && <span class="pill pill-good">what “{model.name}” means</span>}
              </div>
              <Divided alias={data} />
              <p class="faint">
                Moved <time dateTime={data.at}>{since(data.at)}</time>
                {data.by.reason !== undefined && `: ${data.by.reason}`}
              </p>
              {error !== undefined && <Failure error={error} />}
              <div class="row">
                <button type="button" class="primary" onClick={() => setAsked('move')}>
                  Move…
                </button>
                <button type="button" onClick={() => setAsked('rollback')}>
                  Roll back…
                </button>
                <button type="button" class="danger" onClick={() => setAsked('remove')}>
                  Remove…
                </button>
              </div>
              {(data.canaries || data.shadow) && <AliasTraffic model={model.name} alias={name} />}
              <Gate model={model} alias={name} />
              <AliasHistory model={model.name} alias={name} revision={data.revision} />
              <AliasMove model={model} alias={data} isOpen={asked === 'move'} onClose={close} onMoved={changed} />
              <Confirm
                title={`Take ${name} back?`}
                text={`It becomes what it was before its last move (revision ${data.revision}), with what was tried out then.`}
                action="Roll back"
                isOpen={asked === 'rollback'}
                onClose={close}
                onConfirm={() => void run(() => alias.rollback({ ifRevision: data.revision }))}
              />
              <Confirm
                title={`Remove the alias ${name}?`}
                text={removalTold(name, model)}
                action="Remove it"
                isDangerous
                isOpen={asked === 'remove'}
                onClose={close}
                onConfirm={() => void run(() => alias.remove({ ifRevision: data.revision }))}
              />
            </>
          )
        }
      </Loaded>
    </article>
  );
}

/** The shares of requests as a bar; nothing where one version has all. */
function Divided({ alias }: { readonly alias: AliasData }) {
  const { version, canaries = [], shadow } = alias;
  if (canaries.length === 0 && !shadow) return null;
  const rest = 1 - canaries.reduce((sum, { share }) => sum + share, 0);
  const all = [{ version: version ?? 0, share: rest }, ...canaries];
  return (
    <div>
      <div class="shares" aria-hidden="true">
        {all.map((each, place) => (
          <span key={each.version} style={{ flexGrow: each.share, background: `var(--series-${(place % 6) + 1})` }} />
        ))}
      </div>
      <p>{divisionTold(alias)}</p>
      {shadow && (
        <p class="faint">
          Nobody is told what version {shadow.version} says: it is compared only, with {percent(shadow.share)}.
        </p>
      )}
    </div>
  );
}

function removalTold(alias: string, { name, latestVersion }: ModelData): string {
  if (alias === 'production') return `“${name}” means its newest version then, which is ${latestVersion}.`;
  return `Requests to ${name}@${alias} are answered by 404 then. Its versions stay.`;
}
