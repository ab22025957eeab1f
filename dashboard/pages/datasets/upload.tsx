/** Files to a dataset: dropped or chosen, named, sent with progress; then the dataset's own page tells how its import goes. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { EpochdError, EpochdUnreachableError, type ImportOptions, type UploadProgress } from '../../../client/index.ts';
import { Entry } from '../../parts/field.tsx';
import { bytes } from '../../parts/format.ts';
import { client } from '../../service.ts';
import { DropZone } from './drop-zone.tsx';
import { type Placed, packed } from './dropped.ts';
import { proposedName } from './naming.ts';
import { NotSent, Sending } from './sending.tsx';
import { UploadOptionsFields } from './upload-options.tsx';

export interface UploadProps {
  readonly title: string;
  /** Under which it was tried before; else one is proposed. */
  readonly named?: string;
  onSent?(): void;
}

export function Upload({ title, named = '', onSent }: UploadProps) {
  const [, go] = useLocation();
  const [files, setFiles] = useState<readonly File[]>([]);
  const [isPacking, setPacking] = useState(false);
  const [name, setName] = useState(named);
  const [options, setOptions] = useState<ImportOptions>({});
  const [progress, setProgress] = useState<UploadProgress>();
  const [error, setError] = useState<unknown>();
  const sending = useRef<AbortController>();
  // A page that is left sends no more.
  useEffect(() => () => sending.current?.abort(), []);

  const take = async (placed: Promise<readonly Placed[]>): Promise<void> => {
    setPacking(true);
    try {
      add(await packed(await placed));
    } catch (cause) {
      setError(cause);
    } finally {
      setPacking(false);
    }
  };
  const add = (taken: readonly File[]): void => {
    if (taken.length === 0 || progress) return;
    const all = [...files, ...taken.filter((file) => !files.some((known) => isSame(known, file)))];
    if (name === '' || name === proposedName(files)) setName(proposedName(all));
    setFiles(all);
    setError(undefined);
  };
  const send = async (): Promise<void> => {
    const leaving = new AbortController();
    sending.current = leaving;
    setError(undefined);
    setProgress({ sentBytes: 0, totalBytes: sizeOf(files) });
    try {
      const given = Object.keys(options).length > 0 ? options : undefined;
      const asked = { options: given, wait: false, onProgress: setProgress, signal: leaving.signal };
      await client().datasets.upload(name, files, asked);
      go(`/datasets/${name}`);
      onSent?.();
    } catch (cause) {
      if (!leaving.signal.aborted) setError(cause);
      // Whether it was this way alone, or the service is gone: the page's head tells.
      if (cause instanceof EpochdUnreachableError)
        client()
          .health()
          .catch(() => undefined);
      setProgress(undefined);
    }
  };
  const problems = error instanceof EpochdError ? error.errors : [];

  return (
    <section class="card stack">
      <h2>{title}</h2>
      <DropZone onFiles={(placed) => void take(placed)} isBusy={isPacking || progress !== undefined} />
      <p role="status" class={isPacking ? 'faint' : 'visually-hidden'}>
        {isPacking && 'Packing the folder …'}
      </p>
      {files.length === 0 && error !== undefined && <NotSent error={error} />}
      {files.length > 0 && (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <ul class="files">
            {files.map((file) => (
              <li key={file.name + file.size}>
                <span>
                  {file.name} <span class="faint">{bytes(file.size)}</span>
                </span>
                {!progress && (
                  <button type="button" class="small" onClick={() => setFiles(files.filter((each) => each !== file))}>
                    Remove<span class="visually-hidden"> {file.name}</span>
                  </button>
                )}
              </li>
            ))}
          </ul>
          {files.length > 1 && <p class="faint">Together they become one dataset.</p>}
          <Entry
            label="Name of the dataset"
            value={name}
            hint="Letters, digits, dots, dashes and underscores."
            error={problems.find(({ pointer }) => pointer === '/name')?.detail}
            onInput={setName}
          />
          <details>
            <summary>Options, where the file is not understood as it should be</summary>
            <UploadOptionsFields options={options} problems={problems} onChange={setOptions} />
          </details>
          {error !== undefined && <NotSent error={error} />}
          {progress ? (
            <Sending progress={progress} onCancel={() => sending.current?.abort()} />
          ) : (
            <div class="row">
              <button type="submit" class="primary" disabled={name === '' || isPacking}>
                {error === undefined ? 'Upload' : 'Upload again'}
              </button>
              <button type="button" onClick={() => setFiles([])}>
                Put away
              </button>
            </div>
          )}
        </form>
      )}
    </section>
  );
}

function sizeOf(files: readonly File[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

function isSame(one: File, other: File): boolean {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}
