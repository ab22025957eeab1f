/**
 * The weights of a TensorFlow.js model: groups of files that are one after the other, cut by a list of names, shapes and types.
 * `uint8` and `uint16` with a scale are numbers that were made smaller, `float16` are halves (tfjs-converter, `quantization.py`).
 */
import { AppError } from '../../errors.ts';
import { product } from '../../models/specification/index.ts';
import { show } from '../../schema-words.ts';
import type { ImportedFiles } from '../format.ts';
import type { FoundWeight } from '../keras/read-network.ts';

const BYTES_MAX = 2 ** 30;
const WEIGHTS_MAX = 20_000;

interface Spec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype?: unknown; readonly scale?: unknown; readonly min?: unknown };
}

/** @param manifest `weightsManifest` of `model.json`. @throws AppError ERR_MODEL_FILE. */
export async function readShards(files: ImportedFiles, manifest: unknown): Promise<Map<string, FoundWeight>> {
  const found = new Map<string, FoundWeight>();
  let room = BYTES_MAX;
  for (const group of asList(manifest, 'weightsManifest')) {
    const { paths, weights } = (group ?? {}) as { paths?: unknown; weights?: unknown };
    const shards: Buffer[] = [];
    for (const path of asList(paths, 'paths')) {
      const shard = await files.read(fileFor(String(path), files.paths), room);
      room -= shard.length;
      shards.push(shard);
    }
    const bytes = Buffer.concat(shards);
    let start = 0;
    for (const spec of asList(weights, 'weights').map(asSpec)) {
      if (found.has(spec.name)) throw refused('each weight once', `${show(spec.name)} twice`);
      if (found.size >= WEIGHTS_MAX) throw refused(`at most ${WEIGHTS_MAX} weights`, 'more');
      const size = product(spec.shape) * bytesOf(spec);
      if (start + size > bytes.length)
        throw refused(`${size} bytes for the weight "${spec.name}"`, `${bytes.length - start}`);
      found.set(spec.name, { shape: spec.shape, values: decode(bytes.subarray(start, start + size), spec) });
      start += size;
    }
    if (start !== bytes.length) throw refused(`${start} bytes of weights`, `${bytes.length}`);
  }
  return found;
}

/** Files that came beside each other may have lost their folder; a browser's form calls a single one otherwise. */
function fileFor(path: string, paths: readonly string[]): string {
  if (paths.includes(path)) return path;
  const name = path.split('/').at(-1) ?? path;
  if (paths.includes(name)) return name;
  const others = paths.filter((each) => each !== 'model.json');
  return others.length === 1 && others[0] === 'model.weights.bin' ? others[0] : path;
}

function asSpec(value: unknown): Spec {
  const { name, shape, dtype, quantization } = (value ?? {}) as Partial<Spec>;
  const fits = Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0);
  if (typeof name !== 'string' || !fits || typeof dtype !== 'string' || product(shape) > BYTES_MAX)
    throw refused('a weight with name, shape and dtype', show(JSON.stringify(value) ?? 'none'));
  return { name, shape, dtype, ...(quantization && { quantization }) };
}

function typeOf({ dtype, quantization }: Spec): string {
  return typeof quantization?.dtype === 'string' ? quantization.dtype : dtype;
}

const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1 };

function bytesOf(spec: Spec): number {
  const bytes = BYTES[typeOf(spec)];
  if (bytes !== undefined) return bytes;
  throw refused(`${Object.keys(BYTES).join(', ')} for the weight "${spec.name}"`, show(typeOf(spec)));
}

function decode(bytes: Buffer, spec: Spec): Float32Array {
  const { scale = 1, min = 0 } = spec.quantization ?? {};
  if (typeof scale !== 'number' || typeof min !== 'number')
    throw refused(`numbers to enlarge the weight "${spec.name}" by`, show(JSON.stringify(spec.quantization) ?? 'none'));
  const count = product(spec.shape);
  const numbers = (read: (at: number) => number): Float32Array =>
    Float32Array.from({ length: count }, (_, at) => read(at));
  switch (typeOf(spec)) {
    case 'float32':
      return numbers((at) => bytes.readFloatLE(at * 4));
    case 'int32':
      return numbers((at) => bytes.readInt32LE(at * 4));
    case 'float16':
      return numbers((at) => halfToNumber(bytes.readUInt16LE(at * 2)));
    case 'uint16':
      return numbers((at) => bytes.readUInt16LE(at * 2) * scale + min);
    default:
      return numbers((at) => bytes.readUInt8(at) * scale + min);
  }
}

/** IEEE 754's half precision: a sign, five bits of exponent, ten of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 0) return sign * fraction * 2 ** -14;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction) * 2 ** (exponent - 15);
}

function asList(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw refused(`a list of ${what} in "model.json"`, show(JSON.stringify(value) ?? 'none'));
}

function refused(expected: string, received: string): AppError {
  return new AppError('ERR_MODEL_FILE', `Expected ${expected}. Received: ${received}.`);
}
