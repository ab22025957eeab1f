/** What a version is: its layers, what it takes and gives, and how it was asked for. */
import type { VersionData } from '../../../client/index.ts';
import { settingOf } from './changes.tsx';

const LABELS_SHOWN = 30;

export function Layers({ version: { layers, inputShape } }: { readonly version: VersionData }) {
  return (
    <section class="card">
      <details>
        <summary>
          <h2 class="inline">Network of {layers.length} layers</h2>
        </summary>
        <p class="faint">It takes {inputShape.join(' × ')} numbers.</p>
        <ol class="layers">
          {layers.map((layer) => {
            const { name, type, ...settings } = layer as { readonly name: string; readonly type: string };
            return (
              <li key={name}>
                <strong>{name}</strong> <span class="pill">{type}</span>{' '}
                <span class="faint">{settingOf(chosenOf(settings))}</span>
              </li>
            );
          })}
        </ol>
      </details>
    </section>
  );
}

/** Without what is not there: defaults of nothing. */
function chosenOf(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null && value !== undefined));
}

interface PreprocessingProps {
  readonly of: VersionData['preprocessing'];
  readonly task: string;
  readonly labels: readonly string[];
}

export function Preprocessing({ of, task, labels }: PreprocessingProps) {
  return (
    <section class="card">
      <h2>What it takes and tells</h2>
      <p>{inputTold(of)}</p>
      <p>{TASKS[task] ?? task}:</p>
      <ul class="tags">
        {labels.slice(0, LABELS_SHOWN).map((label) => (
          <li key={label} class="pill">
            {label}
          </li>
        ))}
        {labels.length > LABELS_SHOWN && <li class="faint">and {labels.length - LABELS_SHOWN} more</li>}
      </ul>
    </section>
  );
}

const TASKS: Readonly<Record<string, string>> = {
  classification: 'It tells one of these labels',
  multiLabelClassification: 'It tells any of these labels',
  regression: 'It tells these numbers',
};

/** An input in words. */
export function inputTold(preprocessing: VersionData['preprocessing']): string {
  switch (preprocessing.kind) {
    case 'image': {
      const { width, height, channels } = preprocessing;
      return `Pictures, fitted to ${width} × ${height} pixels ${channels === 1 ? 'in grey' : 'in colours'}.`;
    }
    case 'audio': {
      const { sampleRate, samples } = preprocessing;
      return `Sounds of ${Math.round((samples / sampleRate) * 100) / 100} s at ${sampleRate} Hz.`;
    }
    case 'text':
      return `Texts of up to ${preprocessing.length} ${preprocessing.tokens}, of which it knows ${preprocessing.vocabulary.length}.`;
    case 'sequence': {
      const names = preprocessing.features.map(({ name }) => name);
      return `Series of ${preprocessing.length} steps with ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}.`;
    }
    case 'tabular':
      return `Rows with ${preprocessing.columns
        .map(({ name }) => name)
        .slice(0, 20)
        .join(', ')}${preprocessing.columns.length > 20 ? ', …' : ''}.`;
    case 'tensor':
      return `Numbers of the shape ${preprocessing.shape.join(' × ')}.`;
  }
}

/** What was asked for, one line each. */
export function Settings({ title, of }: { readonly title: string; readonly of: unknown }) {
  const entries = Object.entries((of ?? {}) as Record<string, unknown>);
  return (
    <section class="card">
      <details>
        <summary>
          <h2 class="inline">{title}</h2>
        </summary>
        <dl class="pairs">
          {entries.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{settingOf(value)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}
