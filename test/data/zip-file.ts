/** Writes ZIP files as no tool would: entries that lie about their names, sizes, contents and kinds. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string | Buffer;
  readonly data?: Buffer | string;
  readonly deflate?: boolean;
  /** What the archive says, where it is not the truth. */
  readonly claims?: { readonly bytes?: number; readonly crc?: number; readonly method?: number };
  readonly flags?: number;
  /** Of Unix, such as 0o120777 of a link. */
  readonly mode?: number;
}

export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, central } = recordsOf(entry, offset);
    bodies.push(local);
    directory.push(central);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, central, end]);
}

function recordsOf(entry: ZipEntry, offset: number): { local: Buffer; central: Buffer } {
  const data = Buffer.from(entry.data ?? '');
  const packed = entry.deflate ? deflateRawSync(data) : data;
  const name = Buffer.from(entry.name);
  const method = entry.claims?.method ?? (entry.deflate ? 8 : 0);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(entry.flags ?? 0, 2);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt32LE(entry.claims?.crc ?? crc32(data), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(entry.claims?.bytes ?? data.length, 18);
  fields.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([word(0x04034b50), fields, name, packed]);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(((entry.mode ?? 0) << 16) >>> 0, 6);
  rest.writeUInt32LE(offset, 10);
  const madeBy = Buffer.from([20, entry.mode === undefined ? 0 : 3]);
  return { local, central: Buffer.concat([word(0x02014b50), madeBy, fields, rest, name]) };
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
