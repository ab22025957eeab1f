/** TensorFlow Serving's rows, columns and examples as what preprocessing takes. */
import type { Preprocessing } from '../../../data/index.ts';
import { AppError } from '../../../errors.ts';
import { isObject, show } from '../../../schema-words.ts';
import { type InputSpec, signatureOf } from '../../signature.ts';
import type { ReadVersion } from '../forms.ts';
import { expectCount, expectInstances, type RawInputs } from '../raw-inputs.ts';
import type { ExamplesRequest, PredictRequest } from './request.ts';

/** Data whose instances may be objects of columns or features by themselves. */
const NAMED: readonly Preprocessing['kind'][] = ['tabular', 'text'];

/** Of all examples together: a context stands for each of them. */
const CONTEXT_FEATURES_MAX = 2 ** 22;

/** @param countMax instances at most. @throws AppError ERR_INSTANCES. */
export function inputsOfRequest(version: ReadVersion, { form, value }: PredictRequest, countMax: number): RawInputs {
  const { inputs } = signatureOf(version);
  if (form === 'instances')
    return { instances: expectInstances(instancesOfRows(version, value as readonly unknown[], inputs), countMax) };
  return version.preprocessing.kind === 'tabular'
    ? ofColumns(version, inputs, value, countMax)
    : { instances: expectInstances(ofInput(inputs, value), countMax) };
}

/** `{"image": …}` is what it holds, where there is one input of that name. */
export function instancesOfRows(
  version: ReadVersion,
  rows: readonly unknown[],
  inputs: readonly InputSpec[] = signatureOf(version).inputs,
): readonly unknown[] {
  const { preprocessing } = version;
  const [{ name } = { name: '' }] = inputs;
  if (NAMED.includes(preprocessing.kind) || !isObject(rows[0]) || !Object.hasOwn(rows[0], name)) return rows;
  return rows.map((row, index) => {
    if (isObject(row) && Object.hasOwn(row, name) && Object.keys(row).length === 1) return row[name];
    const received = isObject(row) ? `keys ${Object.keys(row).slice(0, 5).join(',')}` : show(row);
    const place = `Failed to process element: ${index} of 'instances' list.`;
    throw new AppError('ERR_INSTANCES', `${place} Expected keys equal to: ${name}. Received: ${received}.`);
  });
}

function ofInput([input]: readonly InputSpec[], value: unknown): readonly unknown[] {
  const { name } = input as InputSpec;
  if (isObject(value) && !('b64' in value) && !Object.hasOwn(value, name)) throw missing(name);
  const tensor = isObject(value) && Object.hasOwn(value, name) ? value[name] : value;
  if (Array.isArray(tensor) && tensor.length > 0) return tensor;
  const expected = `a list of at least one instance for input "${name}" in 'inputs'`;
  throw new AppError('ERR_INSTANCES', `Expected ${expected}. Received: ${show(tensor)}.`);
}

/** A list for each column, all of one length; a missing value is null, and so is a column that is left out, where it may be. */
function ofColumns(
  { preprocessing }: ReadVersion,
  inputs: readonly InputSpec[],
  value: unknown,
  countMax: number,
): RawInputs {
  const [only] = inputs.length === 1 ? inputs : [];
  const columns = only && Array.isArray(value) ? { [only.name]: value } : value;
  if (!isObject(columns)) {
    const needed = 'expecting an object as multiple input tensors required as per tensorinfo_map';
    throw new AppError('ERR_INSTANCES', `inputs is a plain value/list, but ${needed}`);
  }
  const others = preprocessing.kind === 'tabular' ? preprocessing.others : [];
  const stranger = Object.keys(columns).find(
    (key) => !others.includes(key) && !inputs.some(({ name }) => name === key),
  );
  if (stranger !== undefined) {
    const names = inputs.slice(0, 10).map(({ name }) => `"${name}"`);
    const expected = `named inputs ${names.join(', ')}${inputs.length > 10 ? ', …' : ''}`;
    throw new AppError('ERR_INSTANCES', `Expected ${expected}. Received: "${stranger.slice(0, 60)}".`);
  }
  const lists = inputs.map(({ name, optional }) => {
    if (Object.hasOwn(columns, name)) return expectList(columns[name], name);
    if (!optional) throw missing(name);
    return undefined;
  });
  const count = expectOneLength(lists, inputs);
  expectCount(count, countMax);
  return { columns: lists.map((list) => list && ((row) => alone(list[row]))), count };
}

function expectList(list: unknown, name: string): readonly unknown[] {
  if (Array.isArray(list) && list.length > 0) return list;
  throw new AppError(
    'ERR_INSTANCES',
    `Expected a list of at least one value for input "${name}". Received: ${show(list)}.`,
  );
}

function expectOneLength(lists: readonly (readonly unknown[] | undefined)[], inputs: readonly InputSpec[]): number {
  const first = lists.findIndex((list) => list !== undefined);
  const count = lists[first]?.length ?? 0;
  const other = lists.findIndex((list) => list !== undefined && list.length !== count);
  if (count === 0) throw missing(inputs[0]?.name ?? '');
  if (other < 0) return count;
  const expected = `${count} values for input "${inputs[other]?.name}", as for "${inputs[first]?.name}"`;
  throw new AppError('ERR_INSTANCES', `Expected ${expected}. Received: ${lists[other]?.length}.`);
}

function missing(name: string): AppError {
  return new AppError('ERR_INSTANCES', `Missing named input: ${name} in 'inputs' object.`);
}

/** Examples with their context, each as an instance. @throws AppError ERR_INSTANCES for a feature that stands in both. */
export function instancesOfExamples(version: ReadVersion, { context, examples }: ExamplesRequest): unknown[] {
  const { preprocessing } = version;
  const [{ name } = { name: '' }] = signatureOf(version).inputs;
  const repeated = examples.length * Object.keys(context).length;
  if (repeated > CONTEXT_FEATURES_MAX) {
    const expected = `at most ${CONTEXT_FEATURES_MAX} features that 'context' gives to all examples together`;
    throw new AppError('ERR_INSTANCES', `Expected ${expected}. Received: ${repeated}.`);
  }
  return examples.map((example, index) => {
    const twice = Object.keys(example).find((feature) => Object.hasOwn(context, feature));
    if (twice !== undefined) {
      const expected = `a feature in 'context' or in 'examples'`;
      throw new AppError('ERR_INSTANCES', `Expected ${expected}. Received: "${twice.slice(0, 60)}" in both.`);
    }
    const features: Record<string, unknown> = { ...context, ...example };
    if (NAMED.includes(preprocessing.kind))
      return Object.fromEntries(Object.entries(features).map(([feature, value]) => [feature, alone(value)]));
    if (Object.hasOwn(features, name) && Object.keys(features).length === 1) return features[name];
    if (preprocessing.kind === 'sequence') return features;
    const received = Object.keys(features).slice(0, 5).join(', ') || 'none';
    throw new AppError('ERR_INSTANCES', `Expected feature "${name}" in examples[${index}]. Received: ${received}.`);
  });
}

/** A list of one is what it holds: features and columns come either way. */
function alone(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}
