/**
 * MNIST as a user would bring it: a ZIP of 70,000 PNGs in a folder for each digit, stored as they are. So many files take
 * the records of ZIP64.
 */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { openMnist } from '../../src/data/mnist.ts';
import { encodePng } from './png.ts';

const SIDE = 28;
const DAY = 0x21;

/** @param count of the pictures. @returns the bytes written. */
export async function writePictureZip(file: string, count: number): Promise<number> {
  const { inputs, targets } = await (await openMnist()).arrays(2 ** 30);
  const stream = createWriteStream(file, { highWaterMark: 2 ** 20 });
  const directory: Buffer[] = [];
  let offset = 0;
  for (let index = 0; index < count; index++) {
    const png = encodePng(inputs.row(index) as Uint8Array, SIDE);
    const name = Buffer.from(`digits/${targets?.[index]}/${String(index).padStart(5, '0')}.png`);
    const fields = describe(png, name.length);
    stream.write(Buffer.concat([word(0x04034b50), fields, name, png]));
    directory.push(centralRecord(fields, name, offset));
    offset += 4 + fields.length + name.length + png.length;
  }
  const central = Buffer.concat(directory);
  stream.end(Buffer.concat([central, ending(count, central.length, offset)]));
  await finished(stream);
  return stream.bytesWritten;
}

/** What both records of a file say: stored, and how large. */
function describe(data: Buffer, nameBytes: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(DAY, 8);
  fields.writeUInt32LE(crc32(data), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(data.length, 18);
  fields.writeUInt16LE(nameBytes, 22);
  return fields;
}

function centralRecord(fields: Buffer, name: Buffer, offset: number): Buffer {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([word(0x02014b50), Buffer.from([20, 0]), fields, rest, name]);
}

/** The end of the directory in 64 bits, where to find that, and the old end, which refers to it. */
function ending(count: number, bytes: number, offset: number): Buffer {
  const large = Buffer.alloc(56);
  large.writeUInt32LE(0x06064b50, 0);
  large.writeBigUInt64LE(44n, 4);
  large.writeUInt16LE(45, 12);
  large.writeUInt16LE(45, 14);
  large.writeBigUInt64LE(BigInt(count), 24);
  large.writeBigUInt64LE(BigInt(count), 32);
  large.writeBigUInt64LE(BigInt(bytes), 40);
  large.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + bytes), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22, 0xff);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(0, 4);
  end.writeUInt16LE(0, 20);
  return Buffer.concat([large, locator, end]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
