/**
 * TensorFlow's checkpoints (`tensor_bundle.proto`): an index, and the numbers of all tensors one after the other. Of float32
 * alone, which all our weights are. Knows nothing of networks.
 */
import { createBreath } from '../../breathing.ts';
import { AppError } from '../../errors.ts';
import type { NamedWeight } from '../../models/index.ts';
import { maskedChecksumOfMany } from './checksum.ts';
import { decodeMessage, decodeShape, encodeMessage, encodeShape } from './messages.ts';
import { readTable, type TableEntry, writeTable } from './sorted-table.ts';

export interface TensorBundle {
  readonly index: Buffer;
  readonly data: Buffer;
}

/** What an index says of one tensor. */
export interface BundledTensor {
  readonly dtype: number;
  readonly shape: readonly number[];
  readonly shard: number;
  /** In its shard's file. */
  readonly offset: number;
  readonly bytes: number;
  readonly checksum: number;
}

export interface BundleIndex {
  readonly shards: number;
  readonly tensors: ReadonlyMap<string, BundledTensor>;
}

const HEADER_KEY = '';
/** `BundleHeaderProto`: one shard, little-endian, of version 1. */
const HEADER = encodeMessage([
  [1, 1],
  [3, encodeMessage([[1, 1]])],
]);
const FLOAT = 1;
const FLOAT_BYTES = 4;

/** One shard, little-endian, the tensors in the order given. */
export async function writeBundle(tensors: readonly NamedWeight[]): Promise<TensorBundle> {
  const breathe = createBreath();
  const entries: TableEntry[] = [[HEADER_KEY, HEADER]];
  const pieces: Buffer[] = [];
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    const entry = { dtype: FLOAT, shape, shard: 0, offset, bytes: bytes.length };
    entries.push([name, encodeEntry({ ...entry, checksum: await maskedChecksumOfMany(bytes, breathe) })]);
    pieces.push(bytes);
    offset += bytes.length;
  }
  return { index: writeTable(entries), data: Buffer.concat(pieces) };
}

/** @throws AppError ERR_MODEL_FILE for what is no index of such a checkpoint. */
export function readBundleIndex(bytes: Buffer): BundleIndex {
  const entries = readTable(bytes);
  const header = entries.get(HEADER_KEY);
  if (!header) throw misfit('an index with a header', 'none');
  const said = decodeMessage(header);
  if (said.number(2) !== 0) throw misfit('a checkpoint of little-endian numbers', 'one of big-endian numbers');
  entries.delete(HEADER_KEY);
  return { shards: said.number(1), tensors: new Map([...entries].map(([name, entry]) => [name, decodeEntry(entry)])) };
}

/**
 * The numbers of a tensor.
 * @param data of its shard.
 * @throws AppError ERR_MODEL_FILE where they are no float32, not there, or others than were written.
 */
export async function readTensor(name: string, tensor: BundledTensor, data: Buffer): Promise<NamedWeight> {
  const { dtype, shape, offset, bytes, checksum } = tensor;
  if (dtype !== FLOAT) throw misfit(`float32 numbers in "${name}"`, `type ${dtype}`);
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  const found = data.subarray(offset, offset + bytes);
  if (bytes !== size * FLOAT_BYTES || found.length !== bytes)
    throw misfit(`${size * FLOAT_BYTES} bytes of "${name}"`, `${found.length}`);
  if ((await maskedChecksumOfMany(found, createBreath())) !== checksum)
    throw misfit(`the numbers of "${name}" as they were written`, 'others, by their checksum');
  // A copy of its own: a file's bytes may start anywhere, float32 views only at every fourth.
  return { name, shape, values: new Float32Array(new Uint8Array(found).buffer) };
}

/** `BundleEntryProto`. */
function encodeEntry({ dtype, shape, shard, offset, bytes, checksum }: BundledTensor): Uint8Array {
  return encodeMessage([
    [1, dtype],
    [2, encodeShape(shape)],
    [3, shard],
    [4, offset],
    [5, bytes],
    [6, { fixed32: checksum }],
  ]);
}

function decodeEntry(bytes: Uint8Array): BundledTensor {
  const entry = decodeMessage(bytes);
  return {
    dtype: entry.number(1),
    shape: decodeShape(entry.messages(2)[0]),
    shard: entry.number(3),
    offset: entry.number(4),
    bytes: entry.number(5),
    checksum: entry.number(6),
  };
}

function misfit(expected: string, received: string): AppError {
  return new AppError('ERR_MODEL_FILE', `Expected ${expected}. Received: ${received}.`);
}
