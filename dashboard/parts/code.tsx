/** Code to take along, in one language or another. */
import { useState } from 'preact/hooks';

const TOLD_MS = 2000;

/** @param of by language. */
export function Code({ of }: { readonly of: Readonly<Record<string, string>> }) {
  const [chosen, setChosen] = useState(Object.keys(of)[0] ?? '');
  const [told, setTold] = useState('');
  const text = of[chosen] ?? '';
  const copy = async (): Promise<void> => {
    const isCopied = await copyText(text);
    setTold(isCopied ? 'Copied' : 'Mark the text and copy it: this browser does not let the page do so.');
    setTimeout(() => setTold(''), TOLD_MS);
  };
  return (
    <div class="code">
      <div class="row spread">
        <fieldset class="code-languages">
          <legend class="visually-hidden">Language</legend>
          {Object.keys(of).map((language) => (
            <button
              key={language}
              type="button"
              class="small"
              aria-pressed={language === chosen}
              onClick={() => setChosen(language)}
            >
              {language}
            </button>
          ))}
        </fieldset>
        <span class="row">
          <span class="faint" role="status">
            {told}
          </span>
          <button type="button" class="small" onClick={() => void copy()}>
            Copy
          </button>
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard, too */}
      <pre tabIndex={0}>{text}</pre>
    </div>
  );
}

/** A page without TLS has no clipboard, but can still copy what is marked. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand('copy');
    area.remove();
    return isCopied;
  }
}
