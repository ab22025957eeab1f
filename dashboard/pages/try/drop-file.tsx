/** A place to drop a file on, or to choose one by keyboard or touch. */
import { useId, useState } from 'preact/hooks';

export interface DropFileProps {
  readonly title: string;
  readonly accept: string;
  onFile(file: File): void;
}

export function DropFile({ title, accept, onFile }: DropFileProps) {
  const id = useId();
  const [isOver, setOver] = useState(false);
  const [name, setName] = useState('');
  const take = (file: File | undefined): void => {
    if (!file) return;
    setName(file.name);
    onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same is done by the button within
    <div
      class={`drop${isOver ? ' over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files[0]);
      }}
    >
      <label for={id}>{title}, or choose a file</label>
      <input id={id} type="file" accept={accept} onChange={({ currentTarget }) => take(currentTarget.files?.[0])} />
      {name !== '' && <p class="faint">{name}</p>}
    </div>
  );
}
