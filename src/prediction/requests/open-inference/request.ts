/** An inference request of the Open Inference Protocol: its JSON, and the raw tensors behind it. */
import { AppError } from '../../../errors.ts';
import { isObject, show } from '../../../schema-words.ts';
import { isDatatype } from '../../datatypes.ts';
import type { Signature } from '../../signature.ts';
import type { InputTensor } from '../input-tensor.ts';
import { parseJson } from '../json.ts';
import type { OutputsRequest, RequestedOutput } from './outputs.ts';
import { decodeRaw } from './raw-tensors.ts';
import { expectSize, type TensorHead, tensorOfData } from './tensor-data.ts';

export interface InferenceRequest extends OutputsRequest {
  /** Echoed, where there is one. */
  readonly id?: string;
  readonly inputs: readonly InputTensor[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Of one request. */
const INPUTS_MAX = 20_000;
const RANK_MAX = 8;

/**
 * @param jsonBytes how much of the body is JSON; the rest is raw tensors in the order of the inputs.
 * @param countMax of instances.
 * @param tensorOf reads a tensor's data.
 * @throws AppError ERR_MALFORMED, ERR_INSTANCES that names the input.
 */
export function readInferenceRequest(
  body: Buffer,
  jsonBytes: number,
  countMax: number,
  tensorOf: (head: TensorHead, data: unknown) => InputTensor = tensorOfData,
): InferenceRequest {
  const request = parseJson(body.subarray(0, jsonBytes));
  if (!isObject(request)) throw refused('an object', '', show(request));
  const { id, inputs, outputs } = request;
  if (id !== undefined && typeof id !== 'string') throw refused('a text', 'id', show(id));
  const parameters = parametersOf(request, '');
  const binary = flag(parameters, 'binary_data_output', '') ?? false;
  return {
    ...(id !== undefined && { id }),
    inputs: readInputs(inputs, body.subarray(jsonBytes), countMax, tensorOf),
    outputs: readOutputs(outputs, binary),
    binary,
  };
}

/** A body that is nothing but the one input's tensor, of a batch of one: outputs are raw, too. */
export function readRawRequest(body: Buffer, { inputs }: Signature, countMax: number): InferenceRequest {
  const [input] = inputs;
  if (!input || inputs.length > 1) {
    const expected = 'a model of one input, where the body is raw';
    throw new AppError('ERR_INSTANCES', `Expected ${expected}. Received: one of ${inputs.length} inputs.`);
  }
  const { name, datatype } = input;
  const tensor: InputTensor =
    datatype === 'BYTES'
      ? { name, datatype, shape: [1], values: [body] }
      : { name, datatype, ...decodeRaw({ name, datatype, shape: [1, ...input.shape.slice(1)] }, body, countMax) };
  return { inputs: [tensor], outputs: undefined, binary: true };
}

function readInputs(inputs: unknown, raw: Buffer, countMax: number, tensorOf: typeof tensorOfData): InputTensor[] {
  if (!Array.isArray(inputs) || inputs.length === 0)
    throw refused('a list of at least one input', 'inputs', show(inputs));
  if (inputs.length > INPUTS_MAX) throw refused(`at most ${INPUTS_MAX} inputs`, 'inputs', String(inputs.length));
  let read = 0;
  const tensors = inputs.map((input: unknown, index) => {
    const where = `inputs[${index}]`;
    const { head, parameters, data } = readInput(input, where);
    const size = parameters.binary_data_size;
    if (size === undefined) return tensorOf(head, data);
    if (data !== undefined) throw refused('no data beside binary_data_size', where, 'both');
    const length = expectSize(size, raw.length - read, `input "${head.name}"`);
    read += length;
    return { ...head, ...decodeRaw(head, raw.subarray(read - length, read), countMax) };
  });
  if (read === raw.length) return tensors;
  const received = `${raw.length} bytes`;
  throw new AppError('ERR_INSTANCES', `Expected ${read} bytes of raw inputs after the JSON. Received: ${received}.`);
}

function readInput(input: unknown, where: string) {
  if (!isObject(input)) throw refused('an object', where, show(input));
  const { name, datatype, shape, data } = input;
  if (typeof name !== 'string') throw refused('a text', `${where}.name`, show(name));
  if (!isDatatype(datatype)) throw refused('a datatype such as "FP32"', `${where}.datatype`, show(datatype));
  if (!isShape(shape)) {
    throw refused(`a list of 1 to ${RANK_MAX} sizes, the batch first`, `${where}.shape`, show(shape));
  }
  const parameters = parametersOf(input, where);
  if ('shared_memory_region' in parameters)
    throw refused('data', where, 'a region of shared memory, which is not shared here');
  return { head: { name, datatype, shape }, parameters, data };
}

function isShape(shape: unknown): shape is number[] {
  if (!Array.isArray(shape) || shape.length === 0 || shape.length > RANK_MAX) return false;
  return shape.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function readOutputs(outputs: unknown, binary: boolean): RequestedOutput[] | undefined {
  if (outputs === undefined) return undefined;
  if (!Array.isArray(outputs)) throw refused('a list of outputs', 'outputs', show(outputs));
  if (outputs.length === 0) return undefined;
  return outputs.map((output: unknown, index) => {
    const where = `outputs[${index}]`;
    if (!isObject(output)) throw refused('an object', where, show(output));
    const { name } = output;
    if (typeof name !== 'string') throw refused('a text', `${where}.name`, show(name));
    const parameters = parametersOf(output, where);
    const { classification } = parameters;
    const own = flag(parameters, 'binary_data', where) ?? binary;
    if (classification === undefined) return { name, binary: own };
    if (!Number.isSafeInteger(classification) || (classification as number) < 1)
      throw refused('a number of classes, from 1 on', `${where}.parameters.classification`, show(classification));
    return { name, binary: own, classification: classification as number };
  });
}

function parametersOf({ parameters = {} }: Fields, where: string): Fields {
  if (isObject(parameters)) return parameters;
  throw refused('an object', `${where}${where && '.'}parameters`, show(parameters));
}

function flag(parameters: Fields, name: string, where: string): boolean | undefined {
  const value = parameters[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw refused('true or false', `${where}${where && '.'}parameters.${name}`, show(value));
}

function refused(expected: string, where: string, received: string): AppError {
  return new AppError('ERR_INSTANCES', `Expected ${expected}${where && ` at ${where}`}. Received: ${received}.`);
}
