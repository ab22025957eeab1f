/** The short way from a body of JSON to the numbers in it; `native/json-numbers.cc` goes it. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

interface NativeNumbers {
  readJsonNumbers(body: Uint8Array, shape: Int32Array, countMax: number): Float32Array | undefined;
  readNestedNumbers(body: Uint8Array, start: number, told: Int32Array): Float32Array | undefined;
}

/** Put there by the set-up. The same from src and from dist. */
const ADDON = fileURLToPath(new URL('../../node_modules/.epochd/numbers.node', import.meta.url));

const native = createRequire(import.meta.url)(ADDON) as NativeNumbers;

/**
 * Reads `{"instances":[…]}` with nothing but nested numbers, in place: half a megabyte in about a millisecond.
 * @param shape of one instance; an instance may leave out a last axis of one number, or be the flat list.
 * @param countMax of instances.
 * @returns one instance after the other, as JSON.parse and Math.fround give them; undefined where the body is not of this form,
 * or wrong in any way: whoever reads all of JSON says what.
 */
export function readJsonNumbers(
  body: Uint8Array,
  shape: readonly number[],
  countMax: number,
): Float32Array | undefined {
  return native.readJsonNumbers(body, Int32Array.from(shape), countMax);
}

/** A list of numbers somewhere in a body of JSON. */
export interface NestedNumbers {
  /** One after the other. */
  readonly numbers: Float32Array;
  /** Of the lists, from the outermost on; those of one depth are as long as each other. */
  readonly lengths: readonly number[];
  /** Whether all are whole, written as such, and exact in single precision. */
  readonly areWhole: boolean;
  /** The place after the list. */
  readonly end: number;
}

/** What is told besides the numbers: the end, whether they are whole, how many lengths, and these. */
const told = new Int32Array(11);

/**
 * Reads a list of numbers, or of lists of them.
 * @param start the place of its first bracket.
 * @returns undefined for a list of anything else, a ragged one, and one of more than eight axes.
 */
export function readNestedNumbers(body: Uint8Array, start: number): NestedNumbers | undefined {
  const numbers = native.readNestedNumbers(body, start, told);
  if (!numbers) return undefined;
  const [end = 0, areWhole, axes = 0] = told;
  return { numbers, lengths: [...told.subarray(3, 3 + axes)], areWhole: areWhole === 1, end };
}
