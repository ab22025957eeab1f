/** Brings a model from elsewhere: a file of Keras, TensorFlow.js or TensorFlow becomes a version. */
import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { Dialog } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/resource.tsx';
import { request } from '../../service.ts';
import { isNoRoute } from './optional-route.ts';

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
  const [labels, setLabels] = useState('');
  const [sending, setSending] = useState<AbortController>();
  const [error, setError] = useState<unknown>();

  async function send(): Promise<void> {
    const leaving = new AbortController();
    setSending(leaving);
    setError(undefined);
    try {
      const answer = await request(
        `/v1/models/${encodeURIComponent(name)}/versions`,
        { method: 'POST', body: formOf(files, labels) },
        { signal: leaving.signal, repeatable: true, timeoutMs: Number.POSITIVE_INFINITY },
      );
      const { version } = (await answer.json()) as { version: number };
      onImported();
      onClose();
      navigate(`/models/${name}/${version}`);
    } catch (caught) {
      if (!leaving.signal.aborted)
        setError(
          isNoRoute(caught) ? new Error('Expected a service that imports models. Received: an older one.') : caught,
        );
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
        <input value={labels} placeholder="cat, dog" onInput={(event) => setLabels(event.currentTarget.value)} />
        <small class="faint">0, 1, 2, … unless given</small>
      </label>
      {error !== undefined && <Failure error={error} />}
      <div class="row">
        <button type="submit" class="primary" disabled={sending !== undefined}>
          {sending ? 'Importing…' : 'Import'}
        </button>
        <button type="button" onClick={() => (sending ? sending.abort() : onClose())}>
          {sending ? 'Stop' : 'Back'}
        </button>
      </div>
    </form>
  );
}

function formOf(files: readonly File[], labels: string): FormData {
  const form = new FormData();
  const named = labels
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  if (named.length > 0) form.append('options', JSON.stringify({ labels: named }));
  for (const file of files) form.append('file', file, file.name);
  return form;
}

/** Without what follows its first dot, in letters that a name may have. */
function nameOf(file: string): string {
  return (file.split('.')[0] ?? '').replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
}
