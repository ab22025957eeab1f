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
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const SMALL_E = 101;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
/** Makes a small letter of a capital one. */
const SMALL = 32;

const KEY = Buffer.from('"instances"');
const DIGITS_MAX = 15;
const POWER_MAX = 22;
const POWERS = Array.from({ length: POWER_MAX + 1 }, (_, power) => 10 ** power);
/** Digits after the fifteenth add less than 1e-14 of a number; roundings move it by less than 1e-15. */
const LEAST = 1 - 1e-15;
const MOST = 1 + 1.2e-14;
const NESTING_MAX = 8;
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
  const reader = createReader(body, shape);
  if (!reader.begin()) return undefined;
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  let numbers: Float32Array = new Float32Array(size);
  const breathe = createBreath(undefined, ANSWERING_MS);
  for (let count = 0; count < countMax; ) {
    if ((count + 1) * size > numbers.length) numbers = grown(numbers, reader.share(), countMax * size);
    if (!reader.instance(numbers, count * size)) return undefined;
    count += 1;
    if (reader.end()) return numbers.subarray(0, count * size);
    if (!reader.comma()) return undefined;
    const breath = breathe();
    if (breath) await breath;
  }
  return undefined;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === LINE_FEED || byte === RETURN || byte === TAB;
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

/** @param share of the body that was read: the rest is taken to be as dense. */
function grown(numbers: Float32Array, share: number, lengthMax: number): Float32Array {
  const length = Math.max(2 * numbers.length, Math.ceil((numbers.length / share) * DENSER));
  const larger = new Float32Array(Math.min(lengthMax, length));
  larger.set(numbers);
  return larger;
}

interface Reader {
  begin(): boolean;
  instance(room: Float32Array, at: number): boolean;
  comma(): boolean;
  /** Whether the list, the object and the body end here. */
  end(): boolean;
  share(): number;
}

/** Each function says whether what it is named after stood there. */
function createReader(body: Uint8Array, shape: readonly number[]): Reader {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  let at = 0;
  let room: Float32Array = new Float32Array(0);
  let next = 0;

  function blank(): void {
    for (let byte = body[at]; isBlank(byte); byte = body[at]) at += 1;
  }

  function token(byte: number): boolean {
    blank();
    if (body[at] !== byte) return false;
    at += 1;
    return true;
  }

  function begin(): boolean {
    if (!token(OPEN_OBJECT)) return false;
    blank();
    for (const byte of KEY) if (body[at++] !== byte) return false;
    return token(COLON) && token(OPEN_LIST);
  }

  /** The form of an instance, by its nesting; undefined for one that `shape` does not know. */
  function form(): readonly number[] | undefined {
    let depth = 0;
    for (let look = at; depth <= NESTING_MAX; look++) {
      const byte = body[look];
      if (byte === OPEN_LIST) depth += 1;
      else if (!isBlank(byte)) break;
    }
    if (depth === 1) return [size];
    if (depth === shape.length) return shape;
    return depth === shape.length - 1 && shape.at(-1) === 1 ? shape.slice(0, -1) : undefined;
  }

  function list(dimensions: readonly number[], depth: number): boolean {
    if (!token(OPEN_LIST)) return false;
    const length = dimensions[depth] as number;
    const last = depth === dimensions.length - 1;
    for (let index = 0; index < length; index++) {
      if (index > 0 && !token(COMMA)) return false;
      if (!(last ? number() : list(dimensions, depth + 1))) return false;
    }
    return token(CLOSE_LIST);
  }

  function number(): boolean {
    blank();
    const negative = body[at] === MINUS;
    if (negative) at += 1;
    let mantissa = 0;
    let digits = 0;
    let power = 0;
    const first = at;
    for (let byte = body[at] as number; byte >= ZERO && byte <= NINE; byte = body[++at] as number) {
      if (digits < DIGITS_MAX) mantissa = mantissa * 10 + (byte - ZERO);
      else power += 1;
      if (mantissa > 0) digits += 1;
    }
    // No digit, or one after a leading zero.
    if (at === first || (body[first] === ZERO && at > first + 1)) return false;
    if (body[at] === POINT) {
      const fraction = ++at;
      for (let byte = body[at] as number; byte >= ZERO && byte <= NINE; byte = body[++at] as number) {
        if (digits < DIGITS_MAX) {
          mantissa = mantissa * 10 + (byte - ZERO);
          power -= 1;
        }
        if (mantissa > 0) digits += 1;
      }
      if (at === fraction) return false;
    }
    if (((body[at] as number) | SMALL) === SMALL_E) {
      const exponent = exponentAt();
      if (exponent === undefined) return false;
      power += exponent;
    }
    const value =
      magnitudeOf(mantissa, power, digits) ?? Number(Buffer.from(body.subarray(first, at)).toString('latin1'));
    room[next++] = negative ? -value : value;
    return Number.isFinite(room[next - 1]);
  }

  function exponentAt(): number | undefined {
    at += 1;
    const sign = body[at] === MINUS ? -1 : 1;
    if (body[at] === MINUS || body[at] === PLUS) at += 1;
    const first = at;
    let exponent = 0;
    for (let byte = body[at] as number; byte >= ZERO && byte <= NINE; byte = body[++at] as number)
      exponent = Math.min(10_000, exponent * 10 + (byte - ZERO));
    return at === first ? undefined : sign * exponent;
  }

  return {
    begin,
    instance(into, from) {
      room = into;
      next = from;
      blank();
      const dimensions = form();
      return dimensions !== undefined && list(dimensions, 0);
    },
    comma: () => token(COMMA),
    end() {
      blank();
      if (body[at] !== CLOSE_LIST) return false;
      at += 1;
      if (!token(CLOSE_OBJECT)) return false;
      blank();
      return at === body.length;
    },
    share: () => at / body.length,
  };
}
