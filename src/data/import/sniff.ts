/** Tells a file's format from its first bytes, whatever it is called. It reads a bounded part of it and imports nothing. */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { refusedData } from './refusal.ts';

export type FormatName = 'csv' | 'json' | 'ndjson' | 'parquet' | 'npy' | 'npz' | 'idx' | 'zip';

export interface Format {
  readonly name: FormatName;
  /** Whether it lies in a gzip. */
  readonly gzip: boolean;
  /** JSON only: the first name of its outermost object; none for a list. */
  readonly key?: string;
}

const HEAD_BYTES = 64 * 1024;
/** A ZIP without files is its end alone. */
const EMPTY_ZIP = 'PK\x05\x06';
/** Of the first file in it, before its name. */
const ZIP_HEADER_BYTES = 30;

/** Formats that are known well enough to say what to send instead. */
const REFUSED: readonly (readonly [name: string, magic: string, advice: string])[] = [
  ['a PNG picture', '\x89PNG\r\n', 'Send a ZIP with a folder of pictures for each class'],
  ['a JPEG picture', '\xff\xd8\xff', 'Send a ZIP with a folder of pictures for each class'],
  ['a GIF picture', 'GIF8', 'Send a ZIP with a folder of PNG or JPEG pictures for each class'],
  ['a PDF document', '%PDF-', 'Send its table as CSV'],
  ['a SQLite database', 'SQLite format 3\0', 'Send one table of it as CSV or Parquet'],
  ['a spreadsheet or document of old Office', '\xd0\xcf\x11\xe0', 'Save it as CSV'],
  ['a 7z archive', "7z\xbc\xaf'\x1c", 'Send a ZIP'],
  ['a RAR archive', 'Rar!', 'Send a ZIP'],
  ['an xz archive', '\xfd7zXZ\0', 'Send it unpacked, or as a ZIP'],
  ['a bzip2 archive', 'BZh', 'Send it unpacked, or as a ZIP'],
  ['a Zstandard archive', '\x28\xb5\x2f\xfd', 'Send it unpacked, or as a ZIP'],
  ['an HDF5 file', '\x89HDF', 'Send its arrays as .npz'],
  ['an Arrow file', 'ARROW1', 'Send it as Parquet'],
  ['a pickle', '\x80\x05\x95', 'Send it as .npz, Parquet or CSV: pickles are programs'],
  ['a pickle', '\x80\x04\x95', 'Send it as .npz, Parquet or CSV: pickles are programs'],
];

/**
 * @param name the user's name for the file, for messages.
 * @throws AppError ERR_DATA for a format that cannot be imported, and for no known format.
 */
export async function sniffFormat(file: string, name = 'the file'): Promise<Format> {
  const head = await readHead(file);
  if (head.length === 0) throw refusedData('a file with data', `${name}, which is empty`);
  if (head[0] !== 0x1f || head[1] !== 0x8b) return { ...sniffBytes(head, name), gzip: false };
  const inner = await readGzipHead(file, name);
  if (inner.length === 0) throw refusedData('a gzip with data', `${name}, which unpacks to nothing`);
  return { ...sniffBytes(inner, `what ${name} unpacks to`), gzip: true };
}

function sniffBytes(head: Buffer, name: string): Omit<Format, 'gzip'> {
  const start = head.toString('latin1', 0, 16);
  if (start.startsWith('PAR1')) return { name: 'parquet' };
  if (start.startsWith('\x93NUMPY')) return { name: 'npy' };
  if (start.startsWith('PK\x03\x04') || start.startsWith(EMPTY_ZIP)) return sniffZip(head, name);
  if (isIdx(head)) return { name: 'idx' };
  for (const [what, magic, advice] of REFUSED) {
    if (start.startsWith(magic)) throw refusedData('data to train with', `${name}, ${what}. ${advice}`);
  }
  if (start.startsWith('RIFF')) {
    const sound = head.toString('latin1', 8, 12) === 'WAVE';
    throw refusedData('data to train with', `${name}, ${sound ? 'one recording' : 'one picture'}. Send a ZIP of many`);
  }
  if (head.toString('latin1', 257, 262) === 'ustar') {
    throw refusedData('data to train with', `${name}, a tar archive. Send a ZIP`);
  }
  return sniffText(head, name);
}

function sniffZip(head: Buffer, name: string): Omit<Format, 'gzip'> {
  if (head.length < ZIP_HEADER_BYTES || head.toString('latin1', 0, 4) === EMPTY_ZIP)
    throw refusedData('a ZIP with files in it', `${name}, with none`);
  const first = head.toString('latin1', 30, 30 + head.readUInt16LE(26));
  if (first.endsWith('.npy')) return { name: 'npz' };
  const text = head.toString('latin1');
  if (first === '[Content_Types].xml' || first.startsWith('_rels/') || text.includes('xl/workbook')) {
    throw refusedData('data to train with', `${name}, an Office document. Save its table as CSV`);
  }
  if (text.includes('mimetypeapplication/vnd.oasis')) {
    throw refusedData('data to train with', `${name}, an OpenDocument file. Save its table as CSV`);
  }
  return { name: 'zip' };
}

/** Two zeros, a known type of number, and how many sides there are. */
function isIdx(head: Buffer): boolean {
  const [a, b, type = 0, sides = 0] = head;
  return a === 0 && b === 0 && [8, 9, 11, 12, 13, 14].includes(type) && sides >= 1 && sides <= 8;
}

function sniffText(head: Buffer, name: string): Omit<Format, 'gzip'> {
  const wide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (wide) return { name: 'csv' };
  if (looksWide(head)) return { name: 'csv' };
  const nul = head.indexOf(0);
  if (nul >= 0) throw refusedData('CSV, JSON, Parquet, .npy, .npz, IDX or a ZIP', `${name}, with a NUL at byte ${nul}`);
  const text = head.toString('utf8').replace(/^\ufeff/, '');
  if (/^\s*<(!doctype|html|\?xml|svg)/i.test(text)) {
    throw refusedData('data to train with', `${name}, a page of HTML or XML. Send the data itself`);
  }
  if (/^\s*\[/.test(text) && /^\s*\[\s*[[{\]\-\d"tfn]/.test(text)) return { name: 'json' };
  if (!/^\s*\{/.test(text)) return { name: 'csv' };
  if (/^\s*\{.*\}[ \t]*\r?\n\s*\{/.test(text)) return { name: 'ndjson' };
  const key = /^\s*\{\s*"([^"\\]*)"/.exec(text)?.[1];
  return { name: 'json', ...(key === undefined ? {} : { key }) };
}

/** UTF-16 without a mark: every other byte of plain text is zero. */
function looksWide(head: Buffer): boolean {
  const pairs = Math.min(head.length >> 1, 200);
  if (pairs < 4) return false;
  let [even, odd] = [0, 0];
  for (let pair = 0; pair < pairs; pair++) {
    if (head[2 * pair] === 0) even += 1;
    if (head[2 * pair + 1] === 0) odd += 1;
  }
  return Math.max(even, odd) > 0.7 * pairs && Math.min(even, odd) < 0.1 * pairs;
}

async function readHead(file: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of createReadStream(file, { end: HEAD_BYTES - 1 })) parts.push(part);
  return Buffer.concat(parts);
}

async function readGzipHead(file: string, name: string): Promise<Buffer> {
  const source = createReadStream(file);
  const unpacked = source.pipe(createGunzip());
  source.on('error', (error) => unpacked.destroy(error));
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of unpacked) {
      parts.push(part);
      bytes += part.length;
      if (bytes >= HEAD_BYTES) break;
    }
  } catch {
    if (bytes === 0) throw refusedData('a readable gzip', `${name}, which is damaged`);
  } finally {
    source.destroy();
    unpacked.destroy();
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES);
}
