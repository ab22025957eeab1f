/**
 * IDX files, plain or by gzip, become a dataset: the one with a single axis holds the labels, the other the inputs; four files
 * named as MNIST's bring their own parts.
 */
import fs from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { messageOf } from '../../errors.ts';
import { readIdxHeader } from '../idx.ts';
import { type ArraySource, fileSource, numberLayout } from './array-source.ts';
import { ARRAY_OPTIONS, importNamed } from './arrays.ts';
import { expectOptions } from './expected-options.ts';
import type { Importer, ImportTools, UploadedFile } from './importing.ts';
import { refusedData, someOf } from './refusal.ts';

const HEAD_BYTES = 36;
const FILES_MAX = 6;

/** @throws AppError ERR_DATA that names the file. */
export const importIdx: Importer = async (source, tools) => {
  expectOptions(source.options, ARRAY_OPTIONS, 'IDX files');
  if (source.files.length > FILES_MAX) throw refusedData(`at most ${FILES_MAX} IDX files`, String(source.files.length));
  const arrays: (readonly [string, ArraySource])[] = [];
  for (const [index, file] of source.files.entries()) {
    const array = await openIdx(file, index, tools);
    arrays.push([`${partWord(file.name)} ${array.shape.length > 1 ? 'inputs' : 'labels'}`, array]);
  }
  if (!arrays.some(([, { shape }]) => shape.length > 1))
    throw refusedData('an IDX file of inputs, with two axes or more', someOf(source.files.map(({ name }) => name)));
  return importNamed(arrays, source, tools);
};

/** @param head the first bytes of a file, unpacked. */
export function isIdx(head: Uint8Array): boolean {
  return head[0] === 0 && head[1] === 0 && (head[3] ?? 0) <= 8 && readIdxHeader(head) !== undefined;
}

async function openIdx(file: UploadedFile, index: number, tools: ImportTools): Promise<ArraySource> {
  const named = JSON.stringify(file.name);
  const plain = await unpacked(file, index, tools);
  const header = readIdxHeader(await headOf(plain));
  if (!header) throw refusedData(`an IDX file in ${named}`, 'another header');
  const layout = { name: named, shape: header.shape, littleEndian: false, fortran: false, offset: header.offset };
  return fileSource(plain, numberLayout(header.type, layout));
}

/** @returns the path of the file without gzip. */
async function unpacked(file: UploadedFile, index: number, { scratch, limits, signal }: ImportTools): Promise<string> {
  const head = await headOf(file.path);
  if (head[0] !== 0x1f || head[1] !== 0x8b) return file.path;
  const plain = path.join(scratch, `idx-${index}`);
  let bytes = 0;
  async function* bounded(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > limits.expandedBytesMax)
        throw refusedData(`at most ${limits.expandedBytesMax} bytes unpacked in "${file.name}"`, 'more');
      yield chunk;
    }
  }
  try {
    await pipeline(fs.createReadStream(file.path), createGunzip(), bounded, fs.createWriteStream(plain), { signal });
  } catch (error) {
    const ofZlib = error instanceof Error && 'errno' in error && !('syscall' in error);
    throw ofZlib ? refusedData(`a whole gzip file in "${file.name}"`, messageOf(error), error) : error;
  }
  return plain;
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function partWord(name: string): string {
  return /(^|[^a-z])(train|t10k|test|valid|val)/i.exec(name.replace(/^.*[\\/]/, ''))?.[2]?.toLowerCase() ?? '';
}
