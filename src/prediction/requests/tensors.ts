/**
 * Named tensors as what a version's preprocessing takes. Knows the signature of each kind of data, nothing of how
 * a tensor came here.
 */
import { type Numbers, type Preprocessing, preprocessingKind } from '../../data/index.ts';
import { AppError } from '../../errors.ts';
import { type InputSpec, signatureOf } from '../signature.ts';
import type { ReadVersion } from './forms.ts';
import { describeTensor, type InputTensor, inputMisfit, textOf } from './input-tensor.ts';
import type { RawInputs } from './raw-inputs.ts';
import { columnsOf } from './tensor-columns.ts';

const NAMES_SHOWN = 10;

/**
 * Cuts tensors into instances or columns, or takes their numbers as they lie.
 * @param countMax instances at most.
 * @throws AppError ERR_INSTANCES that names the input, with the datatype and the shape that were expected.
 */
export function inputsOfTensors(version: ReadVersion, tensors: readonly InputTensor[], countMax: number): RawInputs {
  const { preprocessing } = version;
  const { inputs } = signatureOf(version);
  const given = byName(tensors, inputs, passedOver(preprocessing));
  const count = batchOf(tensors, countMax);
  if (preprocessing.kind === 'tabular') return { columns: columnsOf(inputs, given), count };
  const [input] = inputs as [InputSpec];
  const tensor = given.get(input.name) as InputTensor;
  return tensor.datatype === 'BYTES'
    ? { instances: instancesOfBytes(preprocessing, input, tensor) }
    : ofNumbers(preprocessing, input, tensor);
}

/** Every tensor has the name of one input, and every input that must be there is. */
function byName(
  tensors: readonly InputTensor[],
  inputs: readonly InputSpec[],
  others: readonly string[],
): Map<string, InputTensor> {
  const names = inputs.map(({ name }) => `"${name}"`);
  const shown = `${names.slice(0, NAMES_SHOWN).join(', ')}${names.length > NAMES_SHOWN ? ', …' : ''}`;
  const given = new Map<string, InputTensor>();
  for (const tensor of tensors) {
    const { name } = tensor;
    if (given.has(name)) throw new AppError('ERR_INSTANCES', `Expected input "${name}" once. Received: it twice.`);
    if (!inputs.some((input) => input.name === name) && !others.includes(name))
      throw new AppError('ERR_INSTANCES', `Expected inputs ${shown}. Received: "${name.slice(0, 60)}".`);
    given.set(name, tensor);
  }
  const absent = inputs.find(({ name, optional }) => !optional && !given.has(name));
  if (absent) throw inputMisfit(absent, 'no such input');
  return given;
}

/** A dataset's other columns may be sent, as in rows. */
function passedOver(preprocessing: Preprocessing): readonly string[] {
  return preprocessing.kind === 'tabular' || preprocessing.kind === 'text' ? preprocessing.others : [];
}

function batchOf(tensors: readonly InputTensor[], countMax: number): number {
  const [first] = tensors;
  const count = first?.shape[0];
  if (first === undefined || count === undefined || count < 1)
    throw new AppError('ERR_INSTANCES', 'Expected inputs of at least one instance. Received: none.');
  const other = tensors.find(({ shape }) => shape[0] !== count);
  if (other) {
    const expected = `${count} instances in input "${other.name}", as in "${first.name}"`;
    throw new AppError('ERR_INSTANCES', `Expected ${expected}. Received: ${describeTensor(other)}.`);
  }
  if (count > countMax)
    throw new AppError('ERR_INSTANCES', `Expected at most ${countMax} instances. Received: ${count}.`);
  return count;
}

/** Texts, or files; JSON has no bytes, so files are in base64 there. */
function instancesOfBytes(preprocessing: Preprocessing, input: InputSpec, tensor: InputTensor): unknown[] {
  const { shape, values } = tensor;
  const fits = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  const elements = values as readonly (string | Uint8Array | null)[];
  if (fits && preprocessing.kind === 'text') return elements.map((element) => textOf(element, input));
  if (fits && (preprocessing.kind === 'image' || preprocessing.kind === 'audio'))
    return elements.map((element) => ({ b64: element ?? '' }));
  throw inputMisfit(input, describeTensor(tensor));
}

function ofNumbers(preprocessing: Preprocessing, input: InputSpec, tensor: InputTensor): RawInputs {
  const { datatype, shape, values } = tensor;
  if (preprocessing.kind === 'text' || datatype === 'BOOL' || !isShapeOf(preprocessing, input, shape.slice(1)))
    throw inputMisfit(input, describeTensor(tensor));
  const numbers = preprocessing.kind === 'sequence' ? new Float64Array(values as Numbers) : (values as Numbers);
  if (preprocessingKind(preprocessing).encodeNumbers) {
    const singles = numbers instanceof Float32Array ? numbers : new Float32Array(numbers);
    // Otherwise the place of one that is not is told.
    if (areFinite(singles)) return { numbers: singles };
  }
  const [count = 1] = shape;
  const size = numbers.length / count;
  return {
    instances: Array.from({ length: count }, (_, index) => numbers.subarray(index * size, (index + 1) * size)),
  };
}

function areFinite(numbers: Float32Array): boolean {
  for (let index = 0; index < numbers.length; index++) if (!Number.isFinite(numbers[index])) return false;
  return true;
}

/** As the signature has it; without a last axis of one; or one after the other, where the sizes are fixed. */
function isShapeOf(
  preprocessing: Preprocessing,
  { shape: [, ...expected] }: InputSpec,
  shape: readonly number[],
): boolean {
  // Samples at the rate of the training: as many as there are.
  if (preprocessing.kind === 'audio') return shape.length === 1 && (shape[0] as number) > 0;
  const wanted = preprocessing.kind === 'sequence' ? [-1, ...expected.slice(1)] : expected;
  const agrees = (forms: readonly number[]): boolean =>
    forms.length === shape.length && forms.every((size, axis) => size === -1 || size === shape[axis]);
  const flat = wanted.includes(-1) ? [] : [wanted.reduce((size, dimension) => size * dimension, 1)];
  return agrees(wanted) || (wanted.at(-1) === 1 && agrees(wanted.slice(0, -1))) || (flat.length > 0 && agrees(flat));
}
