/** Where files are dropped; a button does the same by keyboard and finger. */
import { useRef, useState } from 'preact/hooks';

export function DropZone({ onFiles, isBusy }: { onFiles(files: readonly File[]): void; readonly isBusy: boolean }) {
  const [isOver, setIsOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for a pointer; the button within is for all
    <div
      class={`drop ${isOver ? 'drop-over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        onFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <p>
        <strong>Drop files here</strong>
        <span class="faint"> – a table, a ZIP of pictures or recordings, arrays</span>
      </p>
      <input
        ref={input}
        class="visually-hidden"
        type="file"
        multiple
        tabIndex={-1}
        aria-hidden="true"
        aria-label="Files to upload"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          // The same file may be chosen again.
          event.currentTarget.value = '';
        }}
      />
      <button type="button" disabled={isBusy} onClick={() => input.current?.click()}>
        Choose files
      </button>
      <p class="faint drop-kinds">
        CSV, TSV, JSON, NDJSON, Parquet · ZIP of PNG, JPEG, … or WAV in class folders · NPY, NPZ, IDX
      </p>
    </div>
  );
}
