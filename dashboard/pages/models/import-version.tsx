/** Brings a model from elsewhere: a file of Keras, TensorFlow.js or TensorFlow becomes a version. */
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import type { ImportVersionOptions, UploadProgress } from '../../../client/index.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { percent } from '../../parts/format.ts';
import { Failure } from '../../parts/resource.tsx';
import { client } from '../../service.ts';

export interface ImportVersionProps {
  /** Of which it becomes a version; else it is asked for. */
  readonly model?: string;
  onImported(): void;
}

export function ImportVersion({ model, onImported }: ImportVersionProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Import a {model === undefined ? 'model' : 'version'}
      </button>
      <Dialog title="Import a model file" isOpen={isOpen} onClose={() => setOpen(false)}>
        <ImportForm model={model} onImported={onImported} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

/** As it is written in the form. */
interface Said {
  readonly labels: string;
  readonly task: string;
  readonly shape: string;
}

function ImportForm({
  model,
  onImported,
  onClose,
}: {
  readonly model: string | undefined;
  onImported(): void;
  onClose(): void;
}) {
  const [, navigate] = useLocation();
  const [name, setName] = useState(model ?? '');
  const [files, setFiles] = useState<readonly File[]>([]);
  const [said, setSaid] = useState<Said>({ labels: '', task: '', shape: '' });
  const [progress, setProgress] = useState<UploadProgress>();
  const [sending, setSending] = useState<AbortController>();
  const [error, setError] = useState<unknown>();

  async function send(): Promise<void> {
    const leaving = new AbortController();
    setSending(leaving);
    setError(undefined);
    try {
      const call = { options: optionsOf(said), onProgress: setProgress, signal: leaving.signal };
      const { version } = await client().model(name).importVersion(files, call);
      onImported();
      onClose();
      navigate(`/models/${name}/${version}`);
    } catch (caught) {
      if (!leaving.signal.aborted) setError(caught);
    } finally {
      setSending(undefined);
    }
  }

  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label>
        Files
        <input
          type="file"
          multiple
          required
          onChange={(event) => {
            const chosen = [...(event.currentTarget.files ?? [])];
            setFiles(chosen);
            if (name === '') setName(nameOf(chosen[0]?.name ?? ''));
          }}
        />
        <small class="faint">.keras, .h5, a ZIP of a SavedModel, a TensorFlow.js model, or an export from here</small>
      </label>
      {model === undefined && (
        <label>
          Name of the model
          <input
            required
            maxLength={64}
            pattern="[A-Za-z0-9][A-Za-z0-9._\-]*"
            title="letters, digits, dots, dashes and underscores"
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
      )}
      <label>
        What its outputs are called, with commas between them
        <input
          value={said.labels}
          placeholder="cat, dog"
          onInput={(event) => setSaid({ ...said, labels: event.currentTarget.value })}
        />
        <small class="faint">0, 1, 2, … unless given</small>
      </label>
      <details>
        <summary>What the file may leave open</summary>
        <div class="stack">
          <label>
            Task
            <select value={said.task} onChange={(event) => setSaid({ ...said, task: event.currentTarget.value })}>
              <option value="">as its last activation says</option>
              <option value="classification">tells one label</option>
              <option value="multiLabelClassification">tells any of its labels</option>
              <option value="regression">tells numbers</option>
            </select>
          </label>
          <label>
            Shape of one input
            <input
              value={said.shape}
              placeholder="28, 28, 1"
              onInput={(event) => setSaid({ ...said, shape: event.currentTarget.value })}
            />
          </label>
        </div>
      </details>
      {error !== undefined && <Failure error={error} />}
      <div class="row">
        <button type="submit" class="primary" disabled={sending !== undefined}>
          {sending
            ? `Importing… ${progress ? percent(progress.sentBytes / (progress.totalBytes || 1)) : ''}`
            : 'Import'}
        </button>
        <button type="button" onClick={() => (sending ? sending.abort() : onClose())}>
          {sending ? 'Stop' : 'Back'}
        </button>
      </div>
    </form>
  );
}

/** What is said; the rest the file says by itself. */
function optionsOf({ labels, task, shape }: Said): ImportVersionOptions {
  const named = labels
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  return {
    ...(named.length > 0 && { labels: named }),
    ...(task !== '' && { task: task as NonNullable<ImportVersionOptions['task']> }),
    ...(shape.trim() !== '' && {
      inputShape: shape
        .split(/[^0-9]+/)
        .filter(Boolean)
        .map(Number),
    }),
  };
}

/** Without what follows its first dot, in letters that a name may have. */
function nameOf(file: string): string {
  return (file.split('.')[0] ?? '').replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
}
