/** How files are to be understood, where what is sniffed is not right: the fields of an upload's `options`. */
import type { FieldError, ImportOptions } from '../../../client/index.ts';
import { Choice, Entry } from '../../parts/field.tsx';

type Key = keyof ImportOptions;
interface Described {
  readonly label: string;
  readonly hint?: string;
  /** What may be chosen; a line of text without it. */
  readonly choices?: Readonly<Record<string, string>>;
  readonly as?: 'number' | 'list' | 'boolean' | 'pairs';
}

const GROUPS: Readonly<Record<string, Readonly<Partial<Record<Key, Described>>>>> = {
  'Any data': {
    kind: {
      label: 'Kind',
      choices: {
        '': 'As it looks',
        tabular: 'Table',
        text: 'Texts',
        sequence: 'Series',
        image: 'Pictures',
        tensor: 'Numbers',
      },
    },
    target: { label: 'Column to learn', hint: 'Of a table.' },
  },
  'Text files': {
    delimiter: { label: 'Between values', hint: 'Such as ;' },
    header: {
      label: 'First line',
      choices: { '': 'As it looks', true: 'Names of columns', false: 'A row' },
      as: 'boolean',
    },
    decimal: { label: 'Decimal sign', choices: { '': 'As it looks', '.': 'Point', ',': 'Comma' } },
    encoding: {
      label: 'Encoding',
      choices: { '': 'As it looks', 'utf-8': 'UTF-8', 'utf-16': 'UTF-16', 'latin-1': 'Latin-1' },
    },
    dateFormat: { label: 'Dates', hint: 'As %d.%m.%y' },
    types: {
      label: 'Types of columns',
      hint: 'Such as zip: text, age: integer; number, integer, boolean, timestamp or text.',
      as: 'pairs',
    },
    nulls: { label: 'Missing values', hint: 'Several with commas: none, unknown', as: 'list' },
  },
  'Texts and series': {
    text: { label: 'Column of texts' },
    series: { label: 'Column of series' },
    time: { label: 'Column of times' },
  },
  'Pictures and recordings': {
    height: { label: 'Height', as: 'number' },
    width: { label: 'Width', as: 'number' },
    colour: { label: 'Colours', choices: { '': 'As they are', grey: 'Grey', rgb: 'Red, green, blue' } },
    sampleRate: { label: 'Samples a second', as: 'number' },
    seconds: { label: 'Seconds', as: 'number' },
  },
};

export interface UploadOptionsProps {
  readonly options: ImportOptions;
  readonly problems: readonly FieldError[];
  onChange(options: ImportOptions): void;
}

export function UploadOptionsFields({ options, problems, onChange }: UploadOptionsProps) {
  const set = (key: Key, value: unknown): void => {
    const { [key]: _, ...rest } = options;
    onChange((value === undefined ? rest : { ...rest, [key]: value }) as ImportOptions);
  };
  return (
    <div class="stack">
      {Object.entries(GROUPS).map(([title, fields]) => (
        <fieldset key={title}>
          <legend>{title}</legend>
          <div class="fields">
            {Object.entries(fields).map(([key, { choices, as, ...rest }]) => {
              const given = options[key as Key];
              const error = problems.find(({ pointer }) => pointer.split('/').includes(key))?.detail;
              const common = { ...rest, error, value: writingOf(given) };
              const take = (text: string): void => set(key as Key, readingOf(text, as));
              return choices ? (
                <Choice key={key} {...common} choices={choices} onChange={take} />
              ) : (
                <Entry key={key} {...common} isNumber={as === 'number'} onInput={take} />
              );
            })}
          </div>
        </fieldset>
      ))}
    </div>
  );
}

function writingOf(given: unknown): string {
  if (Array.isArray(given)) return given.join(', ');
  if (typeof given !== 'object' || given === null) return String(given ?? '');
  return Object.entries(given)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ');
}

/** What is no number stays a text: the service says what it expected. */
function readingOf(text: string, as: Described['as']): unknown {
  if (text === '') return undefined;
  if (as === 'boolean') return text === 'true';
  if (as === 'pairs') return pairsOf(text) ?? text;
  if (as === 'list') return text.split(',').map((each) => each.trim());
  return as === 'number' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** `zip: text, age: integer`; undefined while a pair is being written. */
function pairsOf(text: string): Readonly<Record<string, string>> | undefined {
  const pairs = text.split(',').map((pair) => /^\s*(.+?)\s*:\s*(\w+)$/.exec(pair));
  if (pairs.includes(null)) return undefined;
  return Object.fromEntries(pairs.map((found) => [found?.[1] ?? '', found?.[2] ?? '']));
}
