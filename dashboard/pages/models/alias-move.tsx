/** Points an alias at a version, with canaries and a shadow beside it; says what that changes before it does. */
import { useState } from 'preact/hooks';
import type { AliasData, AliasRequest, ModelData } from '../../../client/index.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import { type Tried, TriedOut, VersionSelect } from './tried-out.tsx';

export interface AliasMoveProps {
  readonly model: ModelData;
  /** Undefined: one that is made. */
  readonly alias: AliasData | undefined;
  readonly suggested?: string;
  readonly isOpen: boolean;
  onClose(): void;
  onMoved(): void;
}

const CANARIES_MAX = 8;

export function AliasMove({ isOpen, onClose, ...props }: AliasMoveProps) {
  const title = props.alias ? `Move ${props.alias.alias}` : 'New alias';
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <MoveForm {...props} onClose={onClose} />
    </Dialog>
  );
}

function MoveForm({ model, alias, suggested = '', onClose, onMoved }: Omit<AliasMoveProps, 'isOpen'>) {
  const [name, setName] = useState(alias?.alias ?? suggested);
  const [version, setVersion] = useState(alias?.version ?? model.latestVersion);
  const [canaries, setCanaries] = useState<readonly Tried[]>(alias?.canaries?.map(inPercent) ?? []);
  const [shadow, setShadow] = useState<Tried | undefined>(alias?.shadow && inPercent(alias.shadow));
  // As it was seen: another's move meanwhile is not undone unseen.
  const [revision] = useState(alias?.revision ?? 0);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>();
  const [isSending, setSending] = useState(false);
  const others = model.versions.map((each) => each.version).filter((each) => each !== version);
  const taken = canaries.reduce((sum, each) => sum + each.percent, 0);
  const fresh = others.findLast((each) => !canaries.some((canary) => canary.version === each));

  async function move(): Promise<void> {
    setSending(true);
    setError(undefined);
    try {
      const body = requestOf({ version, canaries, shadow, reason });
      await client().model(model.name).alias(name).set(body, { ifRevision: revision });
      onMoved();
      onClose();
    } catch (caught) {
      setError(caught);
      setSending(false);
    }
  }

  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void move();
      }}
    >
      {!alias && (
        <label>
          Name
          <input
            required
            maxLength={64}
            pattern="(?![0-9]+$)[A-Za-z0-9][A-Za-z0-9._\-]*"
            title="a name that is no number"
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
      )}
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the part has it */}
      <label>
        Version
        <VersionSelect versions={model.versions.map((each) => each.version)} value={version} onChange={setVersion} />
      </label>
      {canaries.map((canary, place) => (
        <TriedOut
          key={`canary ${place + 1}`}
          title={`Canary ${place + 1}`}
          tried={canary}
          versions={others}
          onChange={(next) => setCanaries(canaries.flatMap((each, at) => (at === place ? (next ?? []) : each)))}
        />
      ))}
      {shadow && <TriedOut title="Shadow" tried={shadow} versions={others} onChange={setShadow} />}
      {fresh !== undefined && (
        <div class="row">
          {canaries.length < CANARIES_MAX && (
            <button type="button" onClick={() => setCanaries([...canaries, { version: fresh, percent: 10 }])}>
              Add a canary
            </button>
          )}
          {!shadow && (
            <button type="button" onClick={() => setShadow({ version: fresh, percent: 100 })}>
              Add a shadow
            </button>
          )}
        </div>
      )}
      <label>
        Why
        <input
          maxLength={500}
          value={reason}
          placeholder="for the history"
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <p class={taken < 100 ? 'note note-warn' : 'note note-bad'}>
        {taken < 100
          ? `Within a second, version ${version} answers ${taken > 0 ? `${100 - taken} % of` : 'all'} requests ${name === 'production' ? `to “${model.name}”` : `to ${model.name}@${name || '…'}`}.`
          : `Expected shares of canaries that sum to less than 100 %. Received: ${taken} %.`}
      </p>
      {error !== undefined && <Failure error={error} />}
      <div class="row">
        <button type="submit" class="primary" disabled={isSending || taken >= 100}>
          {alias ? 'Move it' : 'Make it'}
        </button>
        <button type="button" onClick={onClose}>
          Back
        </button>
      </div>
    </form>
  );
}

function inPercent({ version, share }: { readonly version: number; readonly share: number }): Tried {
  return { version, percent: Math.round(share * 1000) / 10 };
}

interface Wish {
  readonly version: number;
  readonly canaries: readonly Tried[];
  readonly shadow: Tried | undefined;
  readonly reason: string;
}

function requestOf({ version, canaries, shadow, reason }: Wish): AliasRequest {
  const shareOf = (tried: Tried) => ({ version: tried.version, share: tried.percent / 100 });
  return {
    version,
    ...(canaries.length > 0 && { canaries: canaries.map(shareOf) }),
    ...(shadow && { shadow: shareOf(shadow) }),
    ...(reason !== '' && { reason }),
  };
}
