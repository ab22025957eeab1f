/** A version as a file of other tools. */
import { useState } from 'preact/hooks';
import { bytes } from '../../parts/format.ts';
import { Failure } from '../../parts/resource.tsx';
import { request } from '../../service.ts';

const FORMATS = [
  { format: 'keras', title: 'Keras', text: 'a .keras file for Keras 3', suffix: '.keras' },
  { format: 'savedmodel', title: 'SavedModel', text: 'a ZIP for TensorFlow and TensorFlow Serving', suffix: '.zip' },
  { format: 'tfjs', title: 'TensorFlow.js', text: 'a ZIP with a layers model', suffix: '.zip' },
] as const;
type Format = (typeof FORMATS)[number];

export function Exports({ model, version }: { readonly model: string; readonly version: number }) {
  const path = `/v1/models/${model}/versions/${version}/export`;
  const [making, setMaking] = useState<string>();
  const [said, setSaid] = useState('');
  const [error, setError] = useState<unknown>();
  async function download({ format, suffix, title }: Format): Promise<void> {
    setMaking(format);
    setError(undefined);
    try {
      const answer = await request(`${path}?format=${format}`, {}, { timeoutMs: Number.POSITIVE_INFINITY });
      const file = await answer.blob();
      save(file, `${model}-${version}-${format}${suffix}`);
      setSaid(`${title}: ${bytes(file.size)}.`);
    } catch (caught) {
      setError(caught);
    } finally {
      setMaking(undefined);
    }
  }

  return (
    <section class="card stack">
      <h2 class="flush">Take it elsewhere</h2>
      <ul class="plain">
        {FORMATS.map((each) => (
          <li key={each.format} class="row spread">
            <span>
              <strong>{each.title}</strong> <span class="faint">{each.text}</span>
            </span>
            <button
              type="button"
              disabled={making !== undefined}
              aria-label={`Download for ${each.title}`}
              onClick={() => void download(each)}
            >
              {making === each.format ? 'Making it…' : 'Download'}
            </button>
          </li>
        ))}
      </ul>
      <p aria-live="polite">{said}</p>
      {error !== undefined && <Failure error={error} />}
    </section>
  );
}

/** A link could not send a key. */
function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
