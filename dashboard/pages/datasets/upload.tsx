/** Files to a dataset: dropped or chosen, named, sent with progress; then the dataset's own page tells how its import goes. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { EpochdError, type ImportOptions, type UploadProgress } from '../../../client/index.ts';
import { Entry } from '../../parts/field.tsx';
import { bytes, percent } from '../../parts/format.ts';
import { Failure } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import { DropZone } from './drop-zone.tsx';
import { proposedName } from './naming.ts';
import { UploadOptionsFields } from './upload-options.tsx';

export function Upload() {
  const [, go] = useLocation();
  const [files, setFiles] = useState<readonly File[]>([]);
  const [name, setName] = useState('');
  const [options, setOptions] = useState<ImportOptions>({});
  const [progress, setProgress] = useState<UploadProgress>();
  const [error, setError] = useState<unknown>();
  const sending = useRef<AbortController>();
  // A page that is left sends no more.
  useEffect(() => () => sending.current?.abort(), []);

  const take = (taken: readonly File[]): void => {
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
    } catch (cause) {
      if (!leaving.signal.aborted) setError(cause);
      setProgress(undefined);
    }
  };
  const problems = error instanceof EpochdError ? error.errors : [];

  return (
    <section class="card stack">
      <h2>Bring data</h2>
      <DropZone onFiles={take} isBusy={progress !== undefined} />
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
          {error !== undefined && <Failure error={error} />}
          {progress ? (
            <Sending progress={progress} onCancel={() => sending.current?.abort()} />
          ) : (
            <div class="row">
              <button type="submit" class="primary" disabled={name === ''}>
                Upload
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

function Sending({ progress, onCancel }: { readonly progress: UploadProgress; onCancel(): void }) {
  const { sentBytes, totalBytes } = progress;
  const done = totalBytes > 0 ? sentBytes / totalBytes : 1;
  return (
    <div class="stack">
      <div>
        <progress aria-label="Sent" max={1} value={done} />
        <p class="faint">
          {done < 1
            ? `${bytes(sentBytes)} of ${bytes(totalBytes)} sent, ${percent(done)}`
            : 'All is sent. The service takes it in …'}
        </p>
      </div>
      <div>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </div>
  );
}

function sizeOf(files: readonly File[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

function isSame(one: File, other: File): boolean {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}
