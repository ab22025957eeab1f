/** The same training again, with changes: a few fields by name, any other as a JSON Merge Patch; what is wrong is told at its field. */
import { useState } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import { EpochdError, type FieldError } from '../../../client/errors.ts';
import type { JobData } from '../../../client/types.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import { type Patch, patched, readPatch, valueAt } from './patch.ts';

export interface RerunProps {
  readonly job: JobData;
  readonly isOpen: boolean;
  onClose(): void;
}

/** What is changed most often, by its pointer in a request. */
const FIELDS = [
  ['/training/epochs', 'Epochs', 1],
  ['/training/batchSize', 'Batch size', 1],
  ['/training/seed', 'Seed', 1],
] as const;

export function Rerun(props: RerunProps) {
  return (
    <Dialog title="Train again with changes" isOpen={props.isOpen} onClose={props.onClose}>
      <RerunForm {...props} />
    </Dialog>
  );
}

function RerunForm({ job, onClose }: RerunProps) {
  const [, go] = useLocation();
  const [text, setText] = useState('{}');
  const [failure, setFailure] = useState<unknown>();
  const [isSending, setSending] = useState(false);
  const { patch, fault } = readPatch(text);
  const errors = failure instanceof EpochdError ? failure.errors : [];
  const others = errors.filter(({ pointer }) => !FIELDS.some(([known]) => known === pointer));

  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!patch) return;
    setSending(true);
    setFailure(undefined);
    try {
      const again = await client().job(job.id).resubmit(patch);
      onClose();
      go(`/jobs/${again.id}`);
    } catch (error) {
      setFailure(error);
      setSending(false);
    }
  };

  return (
    <form class="stack" onSubmit={send}>
      <p>A new job from the request of this one. What is left empty stays as it was.</p>
      <div class="rerun-fields">
        {FIELDS.map(([pointer, label]) => (
          <NumberField
            key={pointer}
            {...{ pointer, label, errors, patch }}
            was={valueAt(job, pointer)}
            onChange={(value) => setText(JSON.stringify(patched(patch ?? {}, pointer, value), null, 2))}
          />
        ))}
      </div>
      <label>
        Changes, as a JSON Merge Patch
        <textarea
          rows={6}
          spellcheck={false}
          value={text}
          aria-invalid={fault !== undefined || others.length > 0}
          aria-describedby="patch-help patch-errors"
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <small id="patch-help" class="faint">
        Fields replace those of the request, null removes one:{' '}
        {'{"training":{"optimizer":{"type":"adam","learningRate":0.0005}}}'}
      </small>
      <div id="patch-errors" aria-live="polite">
        {fault && <p class="field-error">{fault}</p>}
        {others.map(({ pointer, detail }) => (
          <p key={pointer + detail} class="field-error">
            <code>{pointer || 'request'}</code> {detail}
          </p>
        ))}
      </div>
      {failure !== undefined && errors.length === 0 && <Failure error={failure} />}
      <div class="row">
        <button type="submit" class="primary" disabled={!patch || isSending}>
          {isSending ? 'Submitting…' : 'Train again'}
        </button>
        <button type="button" onClick={onClose}>
          Back
        </button>
        <Link href={`/new?from=${job.id}`}>Change all of it in the form</Link>
      </div>
    </form>
  );
}

interface NumberFieldProps {
  readonly pointer: string;
  readonly label: string;
  readonly was: unknown;
  readonly patch: Patch | undefined;
  readonly errors: readonly FieldError[];
  onChange(value: number | undefined): void;
}

function NumberField({ pointer, label, was, patch, errors, onChange }: NumberFieldProps) {
  const wrong = errors.filter((error) => error.pointer === pointer);
  const value = patch && valueAt(patch, pointer);
  const id = `rerun${pointer.replaceAll('/', '-')}`;
  return (
    <div>
      <label for={id}>{label}</label>
      <input
        id={id}
        type="number"
        step="any"
        placeholder={was === undefined ? '' : String(was)}
        value={typeof value === 'number' ? value : ''}
        aria-invalid={wrong.length > 0}
        aria-describedby={`${id}-error`}
        onInput={({ currentTarget: { value: typed } }) => onChange(typed === '' ? undefined : Number(typed))}
      />
      <div id={`${id}-error`} aria-live="polite">
        {wrong.map(({ detail }) => (
          <p key={detail} class="field-error">
            {detail}
          </p>
        ))}
      </div>
    </div>
  );
}
