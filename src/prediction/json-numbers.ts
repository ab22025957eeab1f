/**
 * Reads `{"instances":[…]}` with nothing but nested numbers straight into numbers, without the thousand arrays that
 * `JSON.parse` makes of a picture. It never says what is wrong: whatever is not exactly so is left to whoever reads all of
 * JSON, and says it well.
 *
 * DESIGN The numbers are those that `JSON.parse` and single precision give. Up to 15 digits with a power of ten up to 22 are
 * exact in one multiplication (Clinger 1990). Of more digits the first 15 bound the number closely enough that nearly
 * always one single-precision number is nearest to both bounds; otherwise `Number` decides.
 */
import { ANSWERING_MS, createBreath } from '../breathing.ts';

/** Bytes of JSON. */
const TAB = 9;
const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
const COMMA = 44;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const SMALL_E = 101;
const CLOSE_OBJECT = 125;
/** Makes a small letter of a capital one. */
const SMALL = 32;

/** Blanks may stand between them. */
const BEGINNING = ['{', '"instances"', ':', '['].map((token) => Buffer.from(token));
const DIGITS_MAX = 15;
const POWER_MAX = 22;
const POWERS = Array.from({ length: POWER_MAX + 1 }, (_, power) => 10 ** power);
/** Digits after the fifteenth add less than 1e-14 of a number; roundings move it by less than 1e-15. */
const LEAST = 1 - 1e-15;
const MOST = 1 + 1.2e-14;
/** Of exponents: any beyond is as good as endless. */
const EXPONENT_MAX = 10_000;
/** Than its beginning: so much more room is made for the rest of a body. */
const DENSER = 1.05;

/**
 * @param shape of one instance; an instance may leave out a last axis of one number, or be the flat list.
 * @param countMax of instances.
 * @returns one instance after the other; undefined where the body is not of this form, or wrong in any way.
 */
export async function readJsonNumbers(
  body: Uint8Array,
  shape: readonly number[],
  countMax: number,
): Promise<Float32Array | undefined> {
  let at = begin(body);
  if (at < 0) return undefined;
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  let numbers: Float32Array = new Float32Array(size);
  const breathe = createBreath(undefined, ANSWERING_MS);
  for (let count = 0; count < countMax; ) {
    if ((count + 1) * size > numbers.length) numbers = grown(numbers, at / body.length, countMax * size);
    const form = formOf(body, at, shape, size);
    at = form ? readInstance(body, at, form, numbers, count * size) : -1;
    if (at < 0) return undefined;
    count += 1;
    at = skipBlank(body, at);
    if (body[at] !== COMMA) return endsAt(body, at) ? numbers.subarray(0, count * size) : undefined;
    at = skipBlank(body, at + 1);
    const breath = breathe();
    if (breath) await breath;
  }
  return undefined;
}

/** @param share of the body that was read: the rest is taken to be as dense. */
function grown(numbers: Float32Array, share: number, lengthMax: number): Float32Array {
  const length = Math.max(2 * numbers.length, Math.ceil((numbers.length / share) * DENSER));
  const larger = new Float32Array(Math.min(lengthMax, length));
  larger.set(numbers);
  return larger;
}

/** @returns where the first instance begins, or -1. */
function begin(body: Uint8Array): number {
  let at = skipBlank(body, 0);
  for (const token of BEGINNING) {
    for (const byte of token) if (body[at++] !== byte) return -1;
    at = skipBlank(body, at);
  }
  return at;
}

/** Whether the list, the object and the body end from here. */
function endsAt(body: Uint8Array, from: number): boolean {
  if (body[from] !== CLOSE_LIST) return false;
  const brace = skipBlank(body, from + 1);
  return body[brace] === CLOSE_OBJECT && skipBlank(body, brace + 1) === body.length;
}

function skipBlank(body: Uint8Array, from: number): number {
  let at = from;
  while (isBlank(body[at])) at += 1;
  return at;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === LINE_FEED || byte === RETURN || byte === TAB;
}

/** The lengths of an instance's lists, told by its nesting; undefined for one that `shape` does not know. */
function formOf(body: Uint8Array, from: number, shape: readonly number[], size: number): readonly number[] | undefined {
  let depth = 0;
  for (let at = from; depth <= shape.length; at++) {
    if (body[at] === OPEN_LIST) depth += 1;
    else if (!isBlank(body[at])) break;
  }
  if (depth === 1) return [size];
  if (depth === shape.length) return shape;
  return depth === shape.length - 1 && shape.at(-1) === 1 ? shape.slice(0, -1) : undefined;
}

/**
 * One long function, whose state is in its own variables: it looks at every byte of the largest requests.
 * @param form how long the lists of each depth are.
 * @param room for its numbers, from `start`.
 * @returns where the instance ends, or -1.
 */
function readInstance(
  body: Uint8Array,
  from: number,
  form: readonly number[],
  room: Float32Array,
  start: number,
): number {
  const deepest = form.length;
  const counts = new Int32Array(deepest + 1);
  let depth = 0;
  let at = from;
  let next = start;
  for (;;) {
    let byte = body[at] as number;
    if (byte === OPEN_LIST && depth < deepest) {
      counts[++depth] = 0;
      at += 1;
      continue;
    }
    if (isBlank(byte)) {
      at += 1;
      continue;
    }
    if (depth !== deepest) return -1;
    const negative = byte === MINUS;
    if (negative) byte = body[++at] as number;
    const first = at;
    let mantissa = 0;
    let digits = 0;
    let power = 0;
    for (; byte >= ZERO && byte <= NINE; byte = body[++at] as number) {
      if (digits < DIGITS_MAX) mantissa = mantissa * 10 + (byte - ZERO);
      else power += 1;
      if (mantissa > 0) digits += 1;
    }
    // No digit, or one after a leading zero.
    if (at === first || (body[first] === ZERO && at > first + 1)) return -1;
    if (byte === POINT) {
      byte = body[++at] as number;
      const fraction = at;
      for (; byte >= ZERO && byte <= NINE; byte = body[++at] as number) {
        if (digits < DIGITS_MAX) {
          mantissa = mantissa * 10 + (byte - ZERO);
          power -= 1;
        }
        if (mantissa > 0) digits += 1;
      }
      if (at === fraction) return -1;
    }
    if ((byte | SMALL) === SMALL_E) {
      byte = body[++at] as number;
      const sign = byte === MINUS ? -1 : 1;
      if (byte === MINUS || byte === PLUS) byte = body[++at] as number;
      const exponentFrom = at;
      let exponent = 0;
      for (; byte >= ZERO && byte <= NINE; byte = body[++at] as number)
        exponent = Math.min(EXPONENT_MAX, exponent * 10 + (byte - ZERO));
      if (at === exponentFrom) return -1;
      power += sign * exponent;
    }
    let value = mantissa;
    if (power !== 0 || digits > DIGITS_MAX)
      value = magnitudeOf(mantissa, power, digits) ?? Number(Buffer.from(body.subarray(first, at)).toString('latin1'));
    room[next] = negative ? -value : value;
    // 1e300 is a number, but none that a network could take.
    if (!Number.isFinite(room[next++])) return -1;
    // What follows a number: another one, or the ends of lists and then another list.
    counts[depth] = (counts[depth] as number) + 1;
    for (;;) {
      byte = body[at++] as number;
      if (byte === COMMA) {
        if ((counts[depth] as number) >= (form[depth - 1] as number)) return -1;
        break;
      }
      if (byte === CLOSE_LIST) {
        if (counts[depth] !== form[depth - 1]) return -1;
        depth -= 1;
        if (depth === 0) return at;
        counts[depth] = (counts[depth] as number) + 1;
      } else if (!isBlank(byte)) return -1;
    }
  }
}

/** @returns undefined where this is not exact enough to know the nearest number of single precision. */
function magnitudeOf(mantissa: number, power: number, digits: number): number | undefined {
  if (mantissa === 0) return 0;
  if (power > POWER_MAX || power < -POWER_MAX) return undefined;
  const value = power < 0 ? mantissa / (POWERS[-power] as number) : mantissa * (POWERS[power] as number);
  if (digits <= DIGITS_MAX) return value;
  const least = Math.fround(value * LEAST);
  return least === Math.fround(value * MOST) ? least : undefined;
}
