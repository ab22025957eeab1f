/**
 * Reads NumPy's `.npy`: a magic, a version, a header that is a Python dictionary, the elements.
 * Source: NumPy's NEP 1, "A simple file format for NumPy arrays". Pickled objects are code of whoever sends them: refused.
 */
import fs from 'node:fs/promises';
import type { NumberType } from './array-elements.ts';
import { type ArrayLayout, type ArraySource, fileSource, numberLayout } from './array-source.ts';
import { refusedData } from './refusal.ts';

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
const HEADER_BYTES_MAX = 65_536;
const TEXT_BYTES_MAX = 4096;
const KINDS: Readonly<Record<string, NumberType>> = {
  ...{ b1: 'bool', i1: 'int8', u1: 'uint8', i2: 'int16', u2: 'uint16', i4: 'int32', u4: 'uint32' },
  ...{ i8: 'int64', u8: 'uint64', f2: 'float16', f4: 'float32', f8: 'float64' },
};

/** @param head the first bytes of a file. */
export function isNpy(head: Uint8Array): boolean {
  return MAGIC.equals(head.subarray(0, MAGIC.length));
}

/**
 * Opens an array; its elements are read later.
 * @param name for messages.
 * @throws AppError ERR_DATA for objects, structures, and a header that does not agree with the file.
 */
export async function openNpy(path: string, name: string): Promise<ArraySource> {
  const { text, offset } = await readHeader(path, name);
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = shapeOf(/'shape'\s*:\s*\(([^()]*)\)/.exec(text)?.[1]);
  if (/'descr'\s*:\s*\[/.test(text)) throw refusedData(`an array of numbers or texts in ${name}`, 'one of structures');
  if (descr === undefined || order === undefined || !shape)
    throw refusedData(
      `a header with 'descr', 'fortran_order' and 'shape' in ${name}`,
      JSON.stringify(text.slice(0, 80)),
    );
  return fileSource(path, layoutOf(descr, { name, shape, fortran: order === 'True', offset }));
}

function layoutOf(descr: string, rest: Pick<ArrayLayout, 'name' | 'shape' | 'fortran' | 'offset'>): ArrayLayout {
  const [, order = '', kind = '', digits = ''] = /^([<>|=]?)([a-zA-Z])(\d*)$/.exec(descr) ?? [];
  const littleEndian = order !== '>';
  if (kind === 'O') throw refusedData(`an array of numbers or texts in ${rest.name}`, 'pickled Python objects');
  const type = KINDS[`${kind}${digits}`];
  if (type) return numberLayout(type, { ...rest, littleEndian });
  const width = Number(digits);
  const elementBytes = kind === 'U' ? 4 * width : width;
  if ((kind !== 'U' && kind !== 'S') || elementBytes < 1 || elementBytes > TEXT_BYTES_MAX)
    throw refusedData(`an array of numbers or texts in ${rest.name}`, `elements of type ${JSON.stringify(descr)}`);
  return { ...rest, type: 'text', elementBytes, wideText: kind === 'U', littleEndian };
}

async function readHeader(path: string, name: string): Promise<{ text: string; offset: number }> {
  const file = await fs.open(path, 'r');
  try {
    const start = Buffer.alloc(12);
    const { bytesRead } = await file.read(start, 0, start.length, 0);
    const version = start[6] ?? 0;
    if (bytesRead < start.length || !isNpy(start) || version < 1 || version > 3)
      throw refusedData(`an array in NumPy's format, version 1 to 3, in ${name}`, 'another file');
    const begin = version === 1 ? 10 : 12;
    const length = version === 1 ? start.readUInt16LE(8) : start.readUInt32LE(8);
    if (length > HEADER_BYTES_MAX)
      throw refusedData(`a header of at most ${HEADER_BYTES_MAX} bytes in ${name}`, `${length}`);
    const header = Buffer.alloc(length);
    const read = await file.read(header, 0, length, begin);
    if (read.bytesRead < length) throw refusedData(`a header of ${length} bytes in ${name}`, `${read.bytesRead}`);
    return { text: header.toString(version === 3 ? 'utf8' : 'latin1'), offset: begin + length };
  } finally {
    await file.close();
  }
}

/** Python 2 wrote `(3L, 4L)`; a tuple of one ends in a comma. */
function shapeOf(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  const parts = text.split(',').map((part) => part.trim());
  if (parts.at(-1) === '') parts.pop();
  if (!parts.every((part) => /^\d{1,15}L?$/.test(part))) return undefined;
  return parts.map((part) => Number.parseInt(part, 10));
}
