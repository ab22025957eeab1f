/**
 * A checkpoint as bytes: the state of a training that another process goes on from. Knows nothing of where it lies.
 *
 * DESIGN One value holds it all, so that it is there whole or not at all: 8 bytes that say what it is, the length of the
 * header (uint32), the header (JSON, with spaces up to a multiple of 8), the numbers, and the SHA-256 of everything before.
 * Numbers are little-endian, those of float64 first, each where its type may begin. Every supported processor is
 * little-endian, so a typed array is that already. Whose state it is stands in the header: one of another job, or of a
 * job that was ordered otherwise, is refused like one that is damaged.
 */
import { createHash } from 'node:crypto';
import type { JobSpecification } from './specification/index.ts';
import type { EpochMetrics } from './training-events.ts';
import type { TrainingState } from './training-state.ts';

/** Raised whenever a state holds something else, or in another order. */
const FORMAT = 1;
const MAGIC = Buffer.from('epochdCP');
const DIGEST_BYTES = 32;
const START = MAGIC.length + 4;
const ALIGNMENT = 8;

/** Which training a state is of. */
export interface CheckpointOwner {
  readonly job: string;
  readonly specification: JobSpecification;
}

/** What is in the bytes, or why they are not to be used. */
export type DecodedCheckpoint = { readonly state: TrainingState } | { readonly refusal: string };

interface Header {
  readonly format: typeof FORMAT;
  readonly job: string;
  readonly specification: string;
  readonly position: Pick<TrainingState, 'steps' | 'epoch' | 'step' | 'seconds' | 'epochSeconds'>;
  readonly history: readonly EpochMetrics[];
  /** How many numbers each array has. */
  readonly doubles: readonly number[];
  readonly variables: readonly number[];
  readonly bestWeights: readonly number[];
}

export function encodeCheckpoint(state: TrainingState, owner: CheckpointOwner): Buffer {
  const { steps, epoch, step, seconds, epochSeconds, history, variables, bestWeights } = state;
  const doubles = [state.sums, state.rate, state.stopping];
  const header: Header = {
    ...{ format: FORMAT, job: owner.job, specification: digestOf(owner.specification) },
    ...{ position: { steps, epoch, step, seconds, epochSeconds }, history },
    ...{ doubles: lengths(doubles), variables: lengths(variables), bestWeights: lengths(bestWeights) },
  };
  const text = padded(JSON.stringify(header));
  const parts = [MAGIC, lengthOf(text), text, ...[...doubles, ...variables, ...bestWeights].map(bytesOf)];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return Buffer.concat([...parts, hash.digest()]);
}

/** Never throws, whatever the bytes are. */
export function decodeCheckpoint(bytes: Uint8Array, owner: CheckpointOwner): DecodedCheckpoint {
  const end = bytes.length - DIGEST_BYTES;
  if (end < START || !MAGIC.equals(bytes.subarray(0, MAGIC.length))) return { refusal: 'it is none' };
  const digest = createHash('sha256').update(bytes.subarray(0, end)).digest();
  if (!digest.equals(bytes.subarray(end))) return { refusal: 'it is damaged' };
  const numbersAt = START + new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  const header = JSON.parse(Buffer.from(bytes.subarray(START, numbersAt)).toString('utf8')) as Header;
  if (header.format !== FORMAT) return { refusal: `its format is ${header.format}` };
  if (header.job !== owner.job) return { refusal: 'it is of another job' };
  if (header.specification !== digestOf(owner.specification))
    return { refusal: 'the job was another when it was left' };
  return { state: stateOf(header, bytes.subarray(numbersAt, end)) };
}

function stateOf({ position, history, doubles, variables, bestWeights }: Header, bytes: Uint8Array): TrainingState {
  // A copy of its own: a file's buffer may start at any byte, numbers only at every fourth or eighth.
  const { buffer } = new Uint8Array(bytes);
  let start = 0;
  const take = <T>(Kind: Numbers<T>, length: number): T => {
    const numbers = new Kind(buffer, start, length);
    start += length * Kind.BYTES_PER_ELEMENT;
    return numbers;
  };
  const [sums, rate, stopping] = doubles.map((length) => take(Float64Array, length));
  if (!sums || !rate || !stopping) throw new TypeError('Expected three arrays of doubles. Received: fewer.');
  const floats = (sizes: readonly number[]) => sizes.map((length) => take(Float32Array, length));
  return { ...position, history, sums, rate, stopping, variables: floats(variables), bestWeights: floats(bestWeights) };
}

interface Numbers<T> {
  new (buffer: ArrayBuffer, start: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** Of what was ordered, whatever the order in which its fields were written. */
function digestOf(specification: JobSpecification): string {
  const text = JSON.stringify(specification, (_key, value: unknown) => (isRecord(value) ? sorted(value) : value));
  return createHash('sha256').update(text).digest('hex');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function padded(json: string): Buffer {
  const bytes = Buffer.byteLength(json);
  const room = Math.ceil((START + bytes) / ALIGNMENT) * ALIGNMENT - START;
  return Buffer.from(json + ' '.repeat(room - bytes));
}

function lengthOf({ length }: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  return bytes;
}

function lengths(arrays: readonly { readonly length: number }[]): number[] {
  return arrays.map(({ length }) => length);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
