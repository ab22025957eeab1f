/**
 * Randomness that depends on nothing but its seed and its purpose: Philox4x32-10, the counter-based generator of
 * Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC11), as in Random123 and TensorFlow.
 * Every purpose has a stream of its own, so that drawing more for one changes nothing for another, and a resumed run
 * finds its place without a state to keep. Only exactly rounded arithmetic is used: the same numbers on every machine.
 */

export interface RandomStream {
  /** An integer from 0 to 2³² − 1. */
  uint32(): number;
  /** A number from 0 (included) to 1 (excluded), a multiple of 2⁻³². */
  uniform(): number;
  /** An integer from 0 to `bound` − 1, each equally likely. */
  below(bound: number): number;
  /** A number from the normal distribution of mean 0 and variance 1. */
  normal(): number;
}

/** Four words of 32 bits. */
export type Block = readonly [number, number, number, number];

const ROUNDS = 10;
const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const;
const KEY_STEPS = [0x9e3779b9, 0xbb67ae85] as const;
const WORDS = 2 ** 32;

/**
 * @param seed an unsigned 32-bit integer.
 * @param purpose what the numbers are for: another purpose, other numbers.
 * @param index which of the purpose's streams, such as the epoch: an unsigned 32-bit integer.
 */
export function randomStream(seed: number, purpose: string, index = 0): RandomStream {
  const key = [seed >>> 0, hash(purpose)] as const;
  let drawn = 0;
  let block: Block = [0, 0, 0, 0];
  let spare: number | undefined;

  function uint32(): number {
    const word = drawn % 4;
    if (word === 0) block = philox([(drawn / 4) >>> 0, Math.floor(drawn / 4 / WORDS), index >>> 0, 0], key);
    drawn += 1;
    return block[word as 0 | 1 | 2 | 3];
  }

  const uniform = (): number => uint32() / WORDS;

  /** Draws that would make the first values likelier than the last are thrown away. */
  function below(bound: number): number {
    const limit = WORDS - (WORDS % bound);
    let draw = uint32();
    while (draw >= limit) draw = uint32();
    return draw % bound;
  }

  /** Marsaglia's polar method: a point in the unit disc gives two independent normal numbers. */
  function normal(): number {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * naturalLogarithm(square)) / square);
      spare = y * factor;
      return x * factor;
    }
  }

  return { uint32, uniform, below, normal };
}

/**
 * Philox4x32-10 itself.
 * @returns four words of randomness for a counter and a key.
 */
export function philox(counter: Block, key: readonly [number, number]): Block {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIERS[0], c0);
    const low0 = Math.imul(MULTIPLIERS[0], c0);
    const high1 = multiplyHigh(MULTIPLIERS[1], c2);
    const low1 = Math.imul(MULTIPLIERS[1], c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + KEY_STEPS[0]) >>> 0;
    k1 = (k1 + KEY_STEPS[1]) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** The upper 32 bits of a product of two 32-bit integers: no partial product here exceeds 2⁵³. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + Math.floor((aLow * bLow) / 0x10000);
  const other = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(other / 0x10000)) >>> 0;
}

/** FNV-1a, 32 bits (Fowler, Noll & Vo). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}

const TERMS = 17;

/**
 * ln(x) for x in (0, 1], by `ln m = 2 artanh((m − 1)/(m + 1))` after halving the exponent away. `Math.log` may round
 * its last bit otherwise on another engine, and then the same seed would not give the same bytes.
 */
function naturalLogarithm(x: number): number {
  let mantissa = x;
  let exponent = 0;
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent -= 1;
  }
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let sum = 0;
  for (let term = TERMS; term >= 0; term--) sum = sum * square + 1 / (2 * term + 1);
  return 2 * ratio * sum + exponent * Math.LN2;
}

/** Fisher–Yates, in Durstenfeld's form, in place: every order equally likely. */
export function shuffle(values: Uint32Array, random: RandomStream): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const value = values[last] as number;
    values[last] = values[other] as number;
    values[other] = value;
  }
}
