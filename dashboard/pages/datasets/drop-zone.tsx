/** Where files and folders are dropped; buttons do the same by keyboard and finger. */
import { useRef, useState } from 'preact/hooks';
import { droppedFiles, type Placed, placedFiles } from './dropped.ts';

export interface DropZoneProps {
  onFiles(placed: Promise<readonly Placed[]>): void;
  readonly isBusy: boolean;
}

export function DropZone({ onFiles, isBusy }: DropZoneProps) {
  const [isOver, setIsOver] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for a pointer; the buttons within are for all
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
        if (event.dataTransfer) onFiles(droppedFiles(event.dataTransfer));
      }}
    >
      <p>
        <strong>Drop files or a folder here</strong>
        <span class="faint"> – a table, pictures or recordings, arrays</span>
      </p>
      <div class="row drop-ways">
        <Chosen title="Choose files" label="Files to upload" isBusy={isBusy} onFiles={onFiles} />
        <Chosen title="Choose a folder" label="Folder to upload" isFolder isBusy={isBusy} onFiles={onFiles} />
      </div>
      <p class="faint drop-kinds">
        CSV, TSV, JSON, NDJSON, Parquet · PNG, JPEG, … or WAV in a folder for each class, or a ZIP of them · NPY, NPZ,
        IDX
      </p>
    </div>
  );
}

interface ChosenProps extends DropZoneProps {
  readonly title: string;
  /** Of the input behind the button. */
  readonly label: string;
  readonly isFolder?: boolean;
}

function Chosen({ title, label, isFolder = false, isBusy, onFiles }: ChosenProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        class="visually-hidden"
        type="file"
        multiple
        // @ts-expect-error every browser has it, no standard does
        webkitdirectory={isFolder}
        tabIndex={-1}
        aria-hidden="true"
        aria-label={label}
        onChange={(event) => {
          onFiles(Promise.resolve(placedFiles([...(event.currentTarget.files ?? [])])));
          // The same file may be chosen again.
          event.currentTarget.value = '';
        }}
      />
      <button type="button" disabled={isBusy} onClick={() => input.current?.click()}>
        {title}
      </button>
    </>
  );
}
