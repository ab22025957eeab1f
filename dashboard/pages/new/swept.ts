/** Which fields of a job a sweep can search over, and what a search of each begins with; the body of a sweep from a form. */
import type { FieldError, SweepRequest } from '../../../client/index.ts';
import { type Draft, escaped, isObject, type Json, listOf, numberOf, valueAt, withValue } from './draft.ts';

export interface SweptField {
  /** A JSON Pointer into the job. */
  readonly at: string;
  readonly title: string;
  /** What one value is. */
  readonly one: 'number' | 'list' | 'word' | 'json';
  readonly start: Draft;
}

const RATE = { min: 0.0001, max: 0.01, scale: 'log' };
/** Of a range, where a grid needs them. */
const COUNT = 3;
const PRESETS = ['mlp', 'cnn', 'lstm'];

const COMMON: readonly SweptField[] = [
  { at: '/training/optimizer/learningRate', title: 'Learning rate', one: 'number', start: RATE },
  { at: '/training/batchSize', title: 'Batch', one: 'number', start: { values: [32, 64, 128] } },
  { at: '/training/optimizer/type', title: 'Optimizer', one: 'word', start: { values: ['adam', 'sgd'] } },
  { at: '/training/epochs', title: 'Epochs', one: 'number', start: { values: [5, 10] } },
  { at: '/training/seed', title: 'Seed', one: 'number', start: { values: [1, 2, 3] } },
  { at: '/network', title: 'Network', one: 'word', start: { values: ['mlp', 'cnn'] } },
];
const UNITS: SweptField = {
  ...{ at: '/network/units', title: 'Units of the dense layers', one: 'list' },
  start: { values: [[64], [128, 64]] },
};
const DROPOUT: SweptField = {
  ...{ at: '/network/dropout', title: 'Dropout', one: 'number' },
  start: { min: 0, max: 0.5, scale: 'linear' },
};
const FILTERS: SweptField = {
  ...{ at: '/network/filters', title: 'Filters of the convolutions', one: 'list' },
  start: { values: [[16], [32, 64]] },
};
const LSTM_UNITS: SweptField = {
  ...{ at: '/network/lstmUnits', title: 'Units of the LSTM', one: 'number' },
  start: { values: [32, 64] },
};
const OF_PRESET: Readonly<Record<string, readonly SweptField[]>> = {
  mlp: [UNITS, DROPOUT],
  cnn: [FILTERS, UNITS, DROPOUT],
  lstm: [LSTM_UNITS, UNITS, DROPOUT],
};
const ALL = [...COMMON, UNITS, DROPOUT, FILTERS, LSTM_UNITS];

/** What a sweep is, besides its job, when the form is opened. */
export function newSweep(): Draft {
  return withField({ search: { strategy: 'grid' } }, COMMON[0] as SweptField);
}

/** Those that are not searched over yet and that the network has. */
export function offeredFields(draft: Draft, sweep: Draft): readonly SweptField[] {
  const { network } = draft;
  const preset = String(typeof network === 'string' ? network : (valueAt(network, '/preset') ?? ''));
  const taken = Object.keys(spaceOf(sweep));
  const isFree = ({ at }: SweptField): boolean =>
    !taken.some((other) => other === at || other.startsWith(`${at}/`) || at.startsWith(`${other}/`));
  return [...COMMON, ...(PRESETS.includes(preset) ? (OF_PRESET[preset] ?? []) : [])].filter(isFree);
}

/** A field by its pointer; one that is not known by name takes JSON. */
export function fieldAt(at: string): SweptField {
  return ALL.find((field) => field.at === at) ?? { at, title: at, one: 'json', start: { values: [] } };
}

export function spaceOf(sweep: Draft): Draft {
  const { space } = sweep;
  return isObject(space) ? space : {};
}

/** Where a field of the space stands in the sweep. */
export function placeOf(at: string): string {
  return `/space/${escaped(at)}`;
}

export function withField(sweep: Draft, { at, start }: SweptField): Draft {
  return counted(withValue(sweep, placeOf(at), start));
}

export function withStrategy(sweep: Draft, strategy: string): Draft {
  const trials = strategy === 'grid' ? {} : { trials: valueAt(sweep, '/search/trials') ?? 12 };
  return counted(withValue(sweep, '/search', { strategy, ...trials }));
}

/** Only a grid needs to know how many values it takes of a range; else they are drawn from all of it. */
export function counted(sweep: Draft): Draft {
  const isGrid = valueAt(sweep, '/search/strategy') === 'grid';
  return Object.entries(spaceOf(sweep)).reduce((before, [at, field]) => {
    if (valueAt(field, '/values') !== undefined) return before;
    const count = isGrid ? (valueAt(field, '/count') ?? COUNT) : undefined;
    return withValue(before, `${placeOf(at)}/count`, count);
  }, sweep);
}

/** Values as one line: lists are parted by semicolons. */
export function readValues(text: string, one: SweptField['one']): readonly Json[] {
  if (one === 'number') return (listOf(text) as readonly Json[] | undefined) ?? [];
  const parts = text
    .split(one === 'word' ? ',' : ';')
    .map((part) => part.trim())
    .filter(Boolean);
  return parts.map((part) => (one === 'list' ? (listOf(part) ?? part) : one === 'json' ? jsonOf(part) : part));
}

export function writeValues(values: Json | undefined, one: SweptField['one']): string {
  if (!Array.isArray(values)) return '';
  if (one === 'number' || one === 'word') return values.map(told).join(', ');
  return values.map((value) => (one === 'list' && Array.isArray(value) ? value.join(', ') : told(value))).join('; ');
}

function told(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What is no JSON is a text. */
function jsonOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return numberOf(text) as Json;
  }
}

/** The body of `POST /v1/sweeps`: how it waits and whom it tells is said of the sweep, not of its trainings. */
export function sweepRequestOf({ priority, webhook, ...job }: Draft, sweep: Draft): SweepRequest & Draft {
  const whole = {
    job,
    ...sweep,
    ...(priority !== undefined && { priority }),
    ...(webhook !== undefined && { webhook }),
  };
  // The service checks what it is.
  return whole as unknown as SweepRequest & Draft;
}

/** What is wrong with a sweep, at the fields of its job. */
export function ofJob(problems: readonly FieldError[]): FieldError[] {
  return problems.map((each) => ({ ...each, pointer: each.pointer.replace(/^\/job(?=\/|$)/, '') }));
}
