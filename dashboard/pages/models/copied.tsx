/** Text to take elsewhere, with a button that does. */
import { useState } from 'preact/hooks';

export function Copied({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }) {
  const [copied, setCopied] = useState('');
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text).catch(() => undefined);
    setCopied(text);
  };
  return (
    <div class="copied">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <pre tabIndex={0}>{text}</pre>
      {navigator.clipboard && (
        <button type="button" onClick={() => void copy()}>
          {copied === text ? 'Copied' : label}
        </button>
      )}
    </div>
  );
}
