/** Formats are told by content, whatever a file is called; those that cannot be imported come with advice. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { sniffFormat } from '../../src/data/import/sniff.ts';
import { FIXTURES, temporaryFolder } from './table-import.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const utf16be = Buffer.from('a,b\n1,2\n3,4\n', 'utf16le').swap16();

const KNOWN: Record<string, readonly [content: Uint8Array, format: object]> = {
  'text with commas': [bytes('a,b\n1,2\n'), { name: 'csv', gzip: false }],
  'UTF-16 with a mark': [Buffer.from('\ufeffa,b\n', 'utf16le'), { name: 'csv', gzip: false }],
  'UTF-16 without one': [utf16be, { name: 'csv', gzip: false }],
  'a list of objects': [bytes(' [\n {"a":1}]'), { name: 'json', gzip: false }],
  'an object with rows': [bytes('{"rows":[{"a":1}]}'), { name: 'json', gzip: false, key: 'rows' }],
  'an object with inputs': [bytes('\ufeff{ "inputs": [[1]] }'.slice(1)), { name: 'json', gzip: false, key: 'inputs' }],
  'an object a line': [bytes('{"a":1}\r\n{"a":2}\n'), { name: 'ndjson', gzip: false }],
  'a NumPy array': [bytes('\x93NUMPY\x01\0'), { name: 'npy', gzip: false }],
  'an IDX file': [bytes('\0\0\x08\x03\0\0\0\x01'), { name: 'idx', gzip: false }],
  'a gzip of an IDX file': [gzipSync(bytes('\0\0\x08\x01\0\0\0\x01\0')), { name: 'idx', gzip: true }],
  'a gzip of a large CSV': [gzipSync(Buffer.alloc(5_000_000, 'a,b\n')), { name: 'csv', gzip: true }],
  'a ZIP': [bytes(`PK\x03\x04${'\0'.repeat(22)}\x05\0\0\0a.png`), { name: 'zip', gzip: false }],
  'a ZIP of arrays': [bytes(`PK\x03\x04${'\0'.repeat(22)}\x0a\0\0\0inputs.npy`), { name: 'npz', gzip: false }],
};

for (const [what, [content, format]] of Object.entries(KNOWN)) {
  test(`${what} is recognized`, async (context) => {
    const file = path.join(await temporaryFolder(context), 'upload');
    await writeFile(file, content);
    assert.deepEqual(await sniffFormat(file, 'x.bin'), format);
  });
}

test('Parquet is recognized', async () => {
  assert.deepEqual(await sniffFormat(path.join(FIXTURES, 'people.parquet')), { name: 'parquet', gzip: false });
});

const REFUSED: Record<string, readonly [content: Uint8Array, message: RegExp]> = {
  'a lone PNG': [bytes('\x89PNG\r\n\x1a\n'), /PNG picture. Send a ZIP/],
  'a lone JPEG': [bytes('\xff\xd8\xff\xe0'), /JPEG picture. Send a ZIP/],
  'a lone WAV': [bytes('RIFF\0\0\0\0WAVEfmt '), /one recording. Send a ZIP/],
  'a PDF': [bytes('%PDF-1.7'), /PDF document. Send its table as CSV/],
  'a spreadsheet': [
    bytes(`PK\x03\x04${'\0'.repeat(22)}\x13\0\0\0[Content_Types].xml`),
    /Office document. Save its table/,
  ],
  'a page of HTML': [bytes('\n<!DOCTYPE html><html>'), /HTML or XML/],
  'a SQLite database': [bytes('SQLite format 3\0'), /SQLite/],
  'a 7z archive': [bytes("7z\xbc\xaf'\x1c\0\x04"), /7z archive. Send a ZIP/],
  'a tar in a gzip': [gzipSync(Buffer.concat([Buffer.alloc(257), bytes('ustar\0')])), /tar archive. Send a ZIP/],
  'a pickle': [bytes('\x80\x04\x95\x10\0\0\0'), /pickle/],
  'a ZIP of nothing': [bytes(`PK\x05\x06${'\0'.repeat(18)}`), /a ZIP with files in it. Received: x.csv, with none/],
  'a ZIP that ends in its first header': [bytes('PK\x03\x04\x14\0'), /a ZIP with files in it/],
  nothing: [bytes(''), /which is empty/],
  'a gzip of nothing': [gzipSync(''), /unpacks to nothing/],
  'a damaged gzip': [bytes('\x1f\x8b\x08\0garbage that is none'), /damaged/],
  'bytes of no known format': [bytes('\x01\x02\0\x03 what is this'), /NUL at byte 2/],
};

for (const [what, [content, message]] of Object.entries(REFUSED)) {
  test(`${what} is refused by name`, async (context) => {
    const file = path.join(await temporaryFolder(context), 'upload');
    await writeFile(file, content);
    await assert.rejects(sniffFormat(file, 'x.csv'), { code: 'ERR_DATA', message });
  });
}
