/**
 * The short way of the Open Inference Protocol's JSON: most of it is the numbers of one tensor.
 *
 * DESIGN The first list that is called `data` is read by the addon, and the JSON without it, a few hundred bytes, as any other.
 * What stands in its place is a text that nobody can guess; a list is a value as that text is, so JSON stays what it was, or none.
 */
import { randomUUID } from 'node:crypto';
import { preprocessingKind } from '../../../data/index.ts';
import { AppError } from '../../../errors.ts';
import { readNestedNumbers } from '../../json-numbers.ts';
import type { Readings, ReadVersion } from '../forms.ts';
import { fittingCount } from '../raw-inputs.ts';
import { askedInputs } from './inference.ts';
import { readInferenceRequest } from './request.ts';
import { tensorOfData, tensorOfNumbers } from './tensor-data.ts';

const PLACE = randomUUID();
const IN_ITS_PLACE = Buffer.from(JSON.stringify(PLACE));
/** Before the bracket, as it is written with blanks and without; a quotation mark after a backslash is part of a text. */
const NAME = Buffer.from('"data"');
const BACKSLASH = 92;
const COLON = 58;
const BRACKET = 91;

/** @returns undefined for a body that is not so, or wrong: whoever reads all of it says what. */
export function readPlainInference(
  version: ReadVersion,
  bytes: Uint8Array,
  countMax: number,
): Readings['inference'] | undefined {
  const { preprocessing } = version;
  const { encodeNumbers } = preprocessingKind(preprocessing);
  if (!encodeNumbers) return undefined;
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = startOfData(body);
  const nested = start === undefined ? undefined : readNestedNumbers(body, start);
  if (!nested) return undefined;
  const rest = Buffer.concat([body.subarray(0, start), IN_ITS_PLACE, body.subarray(nested.end)]);
  try {
    const fitting = fittingCount(version, countMax);
    const request = readInferenceRequest(rest, rest.length, fitting, (head, data) => {
      const tensor = data === PLACE ? tensorOfNumbers(head, nested) : undefined;
      // Whatever is said of it is said again by whoever reads all of it.
      return tensor ?? tensorOfData(head, undefined);
    });
    const { raw, ...asked } = askedInputs(version, request, fitting);
    return 'numbers' in raw ? { ...asked, inputs: encodeNumbers(preprocessing, raw.numbers) } : undefined;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

function startOfData(body: Buffer): number | undefined {
  for (let name = body.indexOf(NAME); name > 0; name = body.indexOf(NAME, name + 1)) {
    const colon = afterBlanks(body, name + NAME.length);
    const start = afterBlanks(body, colon + 1);
    if (body[name - 1] !== BACKSLASH && body[colon] === COLON && body[start] === BRACKET) return start;
  }
  return undefined;
}

function afterBlanks(body: Buffer, start: number): number {
  let at = start;
  while (isBlank(body[at])) at++;
  return at;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}
