/**
 * Messages of protocol buffers by the numbers of their fields, as TensorFlow's `.proto` files give them: those of saved models
 * and checkpoints are many, and of each only a few fields are needed. Knows nothing of what they mean.
 */
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { AppError } from '../../errors.ts';

/** A whole number, a text, bytes or another message; `fixed32` where the field is of that type. */
export type FieldValue = number | boolean | string | Uint8Array | { readonly fixed32: number };
/** One that is undefined is left out. */
export type Field = readonly [number: number, value: FieldValue | undefined];

/** A message as it was read: the values of each field, in their order. */
export interface ReadMessage {
  /** The last value of a field of whole numbers or of fixed width; 0 where there is none. */
  number(field: number): number;
  /** All values of a field of texts, bytes or messages. */
  bytes(field: number): readonly Uint8Array[];
  texts(field: number): readonly string[];
  messages(field: number): readonly ReadMessage[];
  /** A map's entries whose keys are texts. */
  entries(field: number): ReadonlyMap<string, Uint8Array>;
}

export function encodeMessage(fields: readonly Field[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [number, value] of fields) {
    if (value === undefined) continue;
    if (typeof value === 'number') writer.tag(number, WireType.Varint).int64(value);
    else if (typeof value === 'boolean') writer.tag(number, WireType.Varint).bool(value);
    else if (typeof value === 'string') writer.tag(number, WireType.LengthDelimited).string(value);
    else if (value instanceof Uint8Array) writer.tag(number, WireType.LengthDelimited).bytes(value);
    else writer.tag(number, WireType.Bit32).fixed32(value.fixed32);
  }
  return writer.finish();
}

/** The entries of a map, each a field of its own. */
export function mapField(number: number, entries: Iterable<readonly [string, Uint8Array]>): Field[] {
  return [...entries].map(([key, value]) => [
    number,
    encodeMessage([
      [1, key],
      [2, value],
    ]),
  ]);
}

/** @throws AppError ERR_MODEL_FILE for bytes that are no message. */
export function decodeMessage(bytes: Uint8Array): ReadMessage {
  const numbers = new Map<number, number>();
  const chunks = new Map<number, Uint8Array[]>();
  try {
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const [number, type] = reader.tag();
      if (type === WireType.Varint) numbers.set(number, Number(reader.int64()));
      else if (type === WireType.Bit32) numbers.set(number, reader.fixed32());
      else if (type !== WireType.LengthDelimited) reader.skip(type, number);
      else push(chunks, number, reader.bytes());
    }
  } catch {
    throw new AppError('ERR_MODEL_FILE', `Expected a message of protocol buffers. Received: ${bytes.length} bytes.`);
  }
  const bytesOf = (field: number): readonly Uint8Array[] => chunks.get(field) ?? [];
  return {
    number: (field) => numbers.get(field) ?? 0,
    bytes: bytesOf,
    texts: (field) => bytesOf(field).map(textOf),
    messages: (field) => bytesOf(field).map(decodeMessage),
    entries: (field) =>
      new Map(
        bytesOf(field).map((entry) => {
          const { texts, bytes: values } = decodeMessage(entry);
          return [texts(1)[0] ?? '', values(2)[0] ?? new Uint8Array()];
        }),
      ),
  };
}

/** `TensorShapeProto`. */
export function encodeShape(shape: readonly number[]): Uint8Array {
  return encodeMessage(shape.map((size) => [2, encodeMessage([[1, size]])]));
}

export function decodeShape(message: ReadMessage | undefined): number[] {
  return message?.messages(2).map((dimension) => dimension.number(1)) ?? [];
}

function push(chunks: Map<number, Uint8Array[]>, number: number, bytes: Uint8Array): void {
  const known = chunks.get(number);
  if (known) known.push(bytes);
  else chunks.set(number, [bytes]);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
