/** Asks for a key where the service wants one. */
import { useState } from 'preact/hooks';
import { enterKey, keyIsMissing } from '../service.ts';
import { Dialog } from './dialog.tsx';

export function KeyDialog() {
  const [key, setKey] = useState('');
  return (
    <Dialog title="This service asks for a key" isOpen={keyIsMissing.value} onClose={() => undefined}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          enterKey(key.trim() || undefined);
        }}
      >
        <p>It is one of those that the service was started with (API_KEYS). This browser keeps it.</p>
        <label>
          Key
          <input
            type="password"
            autocomplete="off"
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary">
          Enter
        </button>
      </form>
    </Dialog>
  );
}
