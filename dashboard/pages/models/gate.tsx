/** By what an alias moves itself: the data and the figure that decide, and what became of the versions so far. */
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { EpochdError, type ModelData } from '../../../client/index.ts';
import { Confirm, Dialog } from '../../parts/dialog.tsx';
import { number, since } from '../../parts/format.ts';
import { Failure, Loaded, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import { GateForm } from './gate-form.tsx';

const PATH = '/v1/models/{model}/aliases/{alias}/gate';
const TONES = { measuring: 'accent', promoted: 'good', kept: 'plain', refused: 'warn' } as const;

export function Gate({ model, alias }: { readonly model: ModelData; readonly alias: string }) {
  const params = { path: { model: model.name, alias } };
  const gate = useResource(
    `gate ${model.name} ${alias}`,
    async (signal) => {
      try {
        return (await client().http.GET(PATH, { params, signal })).data ?? null;
      } catch (error) {
        if (error instanceof EpochdError && error.status === 404) return null;
        throw error;
      }
    },
    { everyMs: 5000 },
  );
  const [asked, setAsked] = useState<'set' | 'remove'>();
  const [error, setError] = useState<unknown>();
  const close = (): void => setAsked(undefined);
  const run = async (change: () => Promise<unknown>): Promise<void> => {
    setError(undefined);
    await change().catch(setError);
    gate.refresh();
  };
  const unmeasured = model.versions.at(-1)?.version;

  return (
    <details>
      <summary>{gate.data ? `Moves by itself, by ${gate.data.metric}` : 'Move by itself…'}</summary>
      <Loaded of={gate}>
        {(data) => (
          <div class="stack">
            {data ? (
              <p>
                A version that is published is measured on{' '}
                <Link href={`/datasets/${data.dataset.name}`}>{data.dataset.name}</Link> ({data.part}) and takes over if
                its {data.metric} is better
                {data.margin > 0 && ` by ${number(data.margin)}`}
                {data.minimum !== undefined && `, and reaches ${number(data.minimum)}`}.
              </p>
            ) : (
              <p>With a gate, it moves to each new version that is better on data of your choice, and to no other.</p>
            )}
            {error !== undefined && <Failure error={error} />}
            <div class="row">
              <button type="button" onClick={() => setAsked('set')}>
                {data ? 'Change…' : 'Set a gate…'}
              </button>
              {data && unmeasured !== undefined && (
                <button
                  type="button"
                  onClick={() =>
                    void run(() => client().http.POST(`${PATH}/check`, { params, body: { version: unmeasured } }))
                  }
                >
                  Measure version {unmeasured}
                </button>
              )}
              {data && (
                <button type="button" class="danger" onClick={() => setAsked('remove')}>
                  No gate…
                </button>
              )}
            </div>
            <ol class="moves">
              {data?.decisions.map(({ outcome, job, at, candidate, reason }) => (
                <li key={`${candidate.version} ${at}`}>
                  <span class={`pill pill-${TONES[outcome]}`}>{outcome}</span> version {candidate.version}:{' '}
                  {shortened(reason)} <span class="faint">{since(at)}</span>
                  {job && (
                    <>
                      {' '}
                      <Link href={`/jobs/${job}`}>its job</Link>
                    </>
                  )}
                </li>
              ))}
            </ol>
          </div>
        )}
      </Loaded>
      <Dialog title={`Let ${alias} move by itself`} isOpen={asked === 'set'} onClose={close}>
        <GateForm model={model.name} alias={alias} gate={gate.data ?? undefined} onClose={close} onSet={gate.refresh} />
      </Dialog>
      <Confirm
        title={`No gate for ${alias}?`}
        text="It stays where it is put from then on. Its decisions so far are not shown any more."
        action="Without a gate"
        isOpen={asked === 'remove'}
        onClose={close}
        onConfirm={() => void run(() => client().http.DELETE(PATH, { params }))}
      />
    </details>
  );
}

/** With as many digits as count. */
function shortened(reason: string): string {
  return reason.replace(/\d+\.\d{5,}/g, (digits) => number(Number(digits)));
}
