/**
 * Makes a text file one that DuckDB can read: UTF-8, without NUL, unpacked. It goes once over the whole file, for one bad
 * byte at its end is found nowhere else; it writes a copy only where something has to change.
 */
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ImportTools, UploadedFile } from './importing.ts';
import type { ImportOptions } from './options.ts';
import { refusedData } from './refusal.ts';

export interface PlainText {
  readonly path: string;
  /** What was assumed, for the user to know. */
  readonly note?: string;
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const PIECE_BYTES = 4 * 1024 * 1024;
const ROOM_BYTES = 1024 * 1024;
const NEWLINE = 10;

/** @throws AppError ERR_DATA for NUL, for what is not in the encoding that the options say. */
export async function plainText(
  file: UploadedFile,
  encoding: ImportOptions['encoding'],
  tools: ImportTools,
): Promise<PlainText> {
  const said = await sayEncoding(file.path, encoding);
  if (said !== 'utf-8') return { path: await transcode(file, said, tools) };
  const bad = await findInvalid(file, tools.signal);
  if (bad === undefined) return { path: file.path };
  if (encoding === 'utf-8') throw refusedData('UTF-8', `${file.name} with a byte in line ${bad} that is none`);
  const note = `${file.name} is not UTF-8 (line ${bad}): it was read as Windows-1252, which holds Latin-1.`;
  return { path: await transcode(file, 'windows-1252', tools), note };
}

async function sayEncoding(file: string, encoding: ImportOptions['encoding']): Promise<Encoding> {
  const head: Buffer[] = [];
  for await (const piece of createReadStream(file, { end: 399 })) head.push(piece);
  const bytes = Buffer.concat(head);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (encoding === 'latin-1') return 'windows-1252';
  if (encoding === 'utf-8') return 'utf-8';
  const zeros = (at: number): number => bytes.filter((byte, index) => byte === 0 && index % 2 === at).length;
  if (encoding === 'utf-16') return zeros(0) > zeros(1) ? 'utf-16be' : 'utf-16le';
  if (zeros(1) > bytes.length / 3 && zeros(0) < bytes.length / 20) return 'utf-16le';
  if (zeros(0) > bytes.length / 3 && zeros(1) < bytes.length / 20) return 'utf-16be';
  return 'utf-8';
}

/**
 * Every piece is read into the same room: a stream would take new memory for each, which costs more than all the looking.
 * @returns the line with the first bytes that are not UTF-8, from 1; none if all of it is.
 */
async function findInvalid(file: UploadedFile, signal: AbortSignal): Promise<number | undefined> {
  const room = Buffer.allocUnsafe(ROOM_BYTES);
  const handle = await open(file.path);
  try {
    for (let offset = 0, kept = 0; ; ) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(room, kept, room.length - kept, offset + kept);
      if (bytesRead === 0) return kept > 0 ? lineAt(file.path, offset) : undefined;
      const bytes = room.subarray(0, kept + bytesRead);
      const nul = bytes.indexOf(0);
      if (nul >= 0)
        throw refusedData('text', `${file.name} with a NUL in line ${await lineAt(file.path, offset + nul)}`);
      const end = wholeCharacters(bytes);
      if (!isUtf8(bytes.subarray(0, end))) return lineAt(file.path, offset + validPrefix(bytes.subarray(0, end)));
      room.copyWithin(0, end, bytes.length);
      kept = bytes.length - end;
      offset += end;
    }
  } finally {
    await handle.close();
  }
}

/** Where the last character of UTF-8 that may go on in the next piece begins. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
    if (byte < 0x80) break;
  }
  return bytes.length;
}

/** How many bytes at the start are UTF-8, by halving. */
function validPrefix(bytes: Buffer): number {
  let [low, high] = [0, bytes.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (isUtf8(bytes.subarray(0, wholeCharacters(bytes.subarray(0, middle))))) low = middle;
    else high = middle;
  }
  return low;
}

async function lineAt(file: string, offset: number): Promise<number> {
  let line = 1;
  if (offset === 0) return line;
  for await (const piece of createReadStream(file, { highWaterMark: PIECE_BYTES, end: offset - 1 })) {
    const bytes = piece as Buffer;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) line += 1;
  }
  return line;
}

async function transcode(file: UploadedFile, encoding: Encoding, tools: ImportTools): Promise<string> {
  const decoder = new TextDecoder(encoding, { fatal: encoding !== 'windows-1252' });
  const decoded = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<string> {
    let line = 1;
    try {
      for await (const piece of source) {
        const text = decoder.decode(piece, { stream: true });
        if (text.includes('\0')) throw refusedData('text', `${file.name} with a NUL near line ${line}`);
        for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) line += 1;
        yield text;
      }
      yield decoder.decode();
    } catch (error) {
      if (error instanceof TypeError)
        throw refusedData(encoding.toUpperCase(), `${file.name}, which is none near line ${line}`);
      throw error;
    }
  };
  return rewrite(file.path, tools, decoded);
}

/** For a file whose lines end now so, now so: DuckDB takes one end of lines in a file. */
export async function evenLineEnds(file: string, tools: ImportTools): Promise<string> {
  return rewrite(file, tools, async function* (source) {
    let carry = '';
    for await (const piece of source) {
      const text = carry + piece.toString('latin1');
      const cut = text.endsWith('\r') ? text.length - 1 : text.length;
      carry = text.slice(cut);
      yield Buffer.from(text.slice(0, cut).replace(/\r\n?/g, '\n'), 'latin1');
    }
    if (carry) yield '\n';
  });
}

async function rewrite(
  file: string,
  tools: ImportTools,
  change: (source: AsyncIterable<Buffer>) => AsyncGenerator<string | Buffer>,
): Promise<string> {
  const to = newFile(tools);
  const from = createReadStream(file, { highWaterMark: PIECE_BYTES });
  await pipeline(from, change, createWriteStream(to), { signal: tools.signal });
  return to;
}

/** A name that no other file in scratch has. */
export function newFile(tools: ImportTools): string {
  return path.join(tools.scratch, `text-${randomUUID()}`);
}
