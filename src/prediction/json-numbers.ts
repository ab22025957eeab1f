/** The short way from a body of JSON to the numbers in it; `native/json-numbers.cc` goes it. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

interface NativeNumbers {
  readJsonNumbers(body: Uint8Array, shape: Int32Array, countMax: number): Float32Array | undefined;
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
