/** A question before what cannot be taken back: the browser's own dialog, which keeps the focus and closes with Escape. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  onClose(): void;
  readonly children: ComponentChildren;
}

export function Dialog({ title, isOpen, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} aria-label={title} onClose={onClose}>
      <h2>{title}</h2>
      {isOpen && children}
    </dialog>
  );
}

export interface ConfirmProps extends Omit<DialogProps, 'children'> {
  readonly text: string;
  /** What the button says that does it. */
  readonly action: string;
  readonly isDangerous?: boolean;
  onConfirm(): void;
}

export function Confirm({ text, action, isDangerous = false, onConfirm, onClose, ...rest }: ConfirmProps) {
  return (
    <Dialog {...rest} onClose={onClose}>
      <p>{text}</p>
      <div class="row">
        <button
          type="button"
          class={isDangerous ? 'danger' : 'primary'}
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {action}
        </button>
        {/* A dialog begins somewhere: Enter is not to remove anything by mistake. */}
        <button type="button" autofocus={isDangerous} onClick={onClose}>
          Back
        </button>
      </div>
    </Dialog>
  );
}
