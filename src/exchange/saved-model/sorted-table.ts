/**
 * Sorted tables of keys and values, the file format of LevelDB in which TensorFlow keeps the index of a checkpoint
 * (`tensorflow/core/lib/io/table_format.txt`): blocks of entries, each with a checksum; a block that tells where they lie; a
 * footer that tells where that one lies. Knows nothing of what the entries say.
 */
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { AppError } from '../../errors.ts';
import { maskedChecksum } from './checksum.ts';

export type TableEntry = readonly [key: string, value: Uint8Array];

const MAGIC = Buffer.from('57fb808b247547db', 'hex');
const HANDLES_BYTES = 40;
const FOOTER_BYTES = HANDLES_BYTES + MAGIC.length;
/** Of a block, in its trailer: stored as it is. */
const UNCOMPRESSED = 0;
const TRAILER_BYTES = 5;
const UINT32_BYTES = 4;
const ENTRIES_MAX = 1_000_000;

interface Handle {
  readonly offset: number;
  readonly size: number;
}

/** @param entries with different keys; they are sorted. */
export function writeTable(entries: readonly TableEntry[]): Buffer {
  const sorted = entries
    .map(([key, value]) => [Buffer.from(key), value] as const)
    .sort(([one], [other]) => Buffer.compare(one, other));
  const pieces: Uint8Array[] = [];
  let offset = 0;
  const append = (contents: Uint8Array): Uint8Array => {
    const handle = encodeHandle({ offset, size: contents.length });
    const block = withTrailer(contents);
    pieces.push(block);
    offset += block.length;
    return handle;
  };
  const data = append(encodeBlock(sorted));
  const meta = append(encodeBlock([]));
  const index = append(encodeBlock([[sorted.at(-1)?.[0] ?? Buffer.alloc(0), data]]));
  const handles = Buffer.alloc(HANDLES_BYTES);
  handles.set(meta);
  handles.set(index, meta.length);
  return Buffer.concat([...pieces, handles, MAGIC]);
}

/** @throws AppError ERR_MODEL_FILE for what is damaged or compressed. */
export function readTable(bytes: Buffer): Map<string, Buffer> {
  try {
    const footer = bytes.subarray(bytes.length - FOOTER_BYTES);
    if (footer.length < FOOTER_BYTES || !footer.subarray(HANDLES_BYTES).equals(MAGIC)) throw damaged('another ending');
    const handles = new BinaryReader(footer);
    decodeHandle(handles);
    const entries = new Map<string, Buffer>();
    for (const [, handle] of decodeBlock(blockAt(bytes, decodeHandle(handles)))) {
      for (const [key, value] of decodeBlock(blockAt(bytes, decodeHandle(new BinaryReader(handle))))) {
        entries.set(key.toString('utf8'), value);
        if (entries.size > ENTRIES_MAX) throw damaged(`more than ${ENTRIES_MAX} entries`);
      }
    }
    return entries;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw damaged('bytes that are none');
  }
}

/** Every key is written whole, so every entry is one that reading may start from. */
function encodeBlock(entries: readonly (readonly [Uint8Array, Uint8Array])[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  const starts: number[] = [];
  let offset = 0;
  for (const [key, value] of entries) {
    const header = new BinaryWriter().uint32(0).uint32(key.length).uint32(value.length).finish();
    starts.push(offset);
    pieces.push(header, key, value);
    offset += header.length + key.length + value.length;
  }
  // A block of nothing has a start, too.
  const restarts = starts.length > 0 ? starts : [0];
  const tail = Buffer.alloc((restarts.length + 1) * UINT32_BYTES);
  for (const [index, start] of [...restarts, restarts.length].entries())
    tail.writeUInt32LE(start, index * UINT32_BYTES);
  return Buffer.concat([...pieces, tail]);
}

function* decodeBlock(block: Buffer): Generator<readonly [Buffer, Buffer]> {
  const restarts = block.readUInt32LE(block.length - UINT32_BYTES);
  const end = block.length - (restarts + 1) * UINT32_BYTES;
  if (end < 0) throw damaged('a block without its entries');
  const reader = new BinaryReader(block.subarray(0, end));
  let key = Buffer.alloc(0);
  while (reader.pos < end) {
    const [shared, unshared, length] = [reader.uint32(), reader.uint32(), reader.uint32()];
    const start = reader.pos;
    if (shared > key.length || start + unshared + length > end) throw damaged('an entry beyond its block');
    key = Buffer.concat([key.subarray(0, shared), block.subarray(start, start + unshared)]);
    reader.pos = start + unshared + length;
    yield [key, block.subarray(start + unshared, reader.pos)];
  }
}

function withTrailer(contents: Uint8Array): Uint8Array {
  const block = Buffer.alloc(contents.length + TRAILER_BYTES);
  block.set(contents);
  block[contents.length] = UNCOMPRESSED;
  block.writeUInt32LE(maskedChecksum(block.subarray(0, contents.length + 1)), contents.length + 1);
  return block;
}

function blockAt(bytes: Buffer, { offset, size }: Handle): Buffer {
  const end = offset + size;
  if (end + TRAILER_BYTES > bytes.length || size < UINT32_BYTES) throw damaged('a block beyond its end');
  if (bytes[end] !== UNCOMPRESSED) throw damaged('a compressed block');
  if (bytes.readUInt32LE(end + 1) !== maskedChecksum(bytes.subarray(offset, end + 1)))
    throw damaged('a block whose checksum is another');
  return bytes.subarray(offset, end);
}

function encodeHandle({ offset, size }: Handle): Uint8Array {
  return new BinaryWriter().uint64(offset).uint64(size).finish();
}

function decodeHandle(reader: BinaryReader): Handle {
  return { offset: Number(reader.uint64()), size: Number(reader.uint64()) };
}

function damaged(received: string): AppError {
  return new AppError('ERR_MODEL_FILE', `Expected an index of a TensorFlow checkpoint. Received: ${received}.`);
}
