import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { openArchive, type ZipArchive } from '../../src/data/import/archive-zip.ts';
import type { ImportLimits } from '../../src/data/import/importing.ts';
import { importTools } from './import-tools.ts';
import { type ZipEntry, zipOf } from './zip-file.ts';

const ABC = { name: 'abc.txt', data: 'abc' };

async function opened(
  t: TestContext,
  content: readonly ZipEntry[] | Buffer,
  limits: Partial<ImportLimits> = {},
): Promise<ZipArchive> {
  const tools = importTools(t, limits);
  const bytes = Buffer.isBuffer(content) ? content : zipOf(content as readonly ZipEntry[]);
  const archive = await openArchive(tools.upload('a.zip', bytes), tools.limits);
  t.after(() => archive.close());
  return archive;
}

/** Opens and reads everything: where a damaged entry shows itself. */
async function readAll(t: TestContext, content: readonly ZipEntry[] | Buffer, limits?: Partial<ImportLimits>) {
  const archive = await opened(t, content, limits);
  const texts: string[] = [];
  for (const entry of archive.entries) texts.push((await archive.read(entry)).toString());
  return { paths: archive.entries.map((entry) => entry.path), texts };
}

const refused = (message: RegExp) => ({ name: 'AppError', code: 'ERR_DATA', message });

test('the files of an archive are read in the order of their paths, stored or deflated', async (t) => {
  const { paths, texts } = await readAll(t, [
    { name: 'b/two.txt', data: 'two'.repeat(1000), deflate: true },
    { name: 'b/', data: '' },
    { name: 'a/one.txt', data: 'one' },
    { name: 'a/empty.txt', data: '', deflate: true },
    { name: './b/three.txt', data: 'three' },
  ]);
  assert.deepEqual(paths, ['a/empty.txt', 'a/one.txt', 'b/three.txt', 'b/two.txt']);
  assert.deepEqual(texts, ['', 'one', 'three', 'two'.repeat(1000)]);
});

test('what operating systems leave behind is left out, and folders without a file are told', async (t) => {
  const archive = await opened(t, [
    ABC,
    ...['__MACOSX/._abc.txt', '.DS_Store', 'x/Thumbs.db', 'x/desktop.ini', 'x/._y.png'].map((name) => ({ name })),
    { name: 'full/' },
    { name: 'full/deep/file' },
    { name: 'empty/' },
  ]);
  assert.deepEqual(archive.entries, [
    { path: 'abc.txt', bytes: 3 },
    { path: 'full/deep/file', bytes: 0 },
  ]);
  assert.deepEqual(archive.emptyFolders, ['empty']);
});

test('the head of an entry is read without the rest, and an entry is unpacked into a file of our name', async (t) => {
  const tools = importTools(t);
  const data = Buffer.alloc(300_000, 'abcdefg');
  const archive = await opened(t, [{ name: 'x', data, deflate: true }, { name: 'y', data }, { name: 'z' }]);
  for (const entry of archive.entries) {
    const whole = entry.path === 'z' ? Buffer.alloc(0) : data;
    assert.deepEqual(await archive.head(entry, 5), whole.subarray(0, 5));
    const file = path.join(tools.scratch, entry.path);
    await archive.extract(entry, file, t.signal);
    assert.ok(readFileSync(file).equals(whole), entry.path);
  }
});

test('paths that climb out of the archive, absolute ones and drives are refused', async (t) => {
  const names = [
    '../a',
    'a/../../b',
    '/etc/passwd',
    'C:/a',
    'c:a',
    '..\\a',
    'a\\..\\..\\b',
    '\\a',
    'a/..',
    'a\0b',
    'a\nb',
  ];
  for (const name of names) {
    await assert.rejects(opened(t, [ABC, { name, data: 'x' }]), { code: 'ERR_DATA' }, JSON.stringify(name));
  }
  const tools = importTools(t);
  assert.ok(!existsSync(path.join(tools.scratch, '../a')));
});

test('backslashes that stay inside separate folders, as tools of Windows write them', async (t) => {
  assert.deepEqual((await readAll(t, [{ name: 'a\\b.txt', data: 'x' }])).paths, ['a/b.txt']);
});

test('names are read as UTF-8 with or without its flag, and else as code page 437', async (t) => {
  const { paths } = await readAll(t, [
    { name: 'ž/1', flags: 0x800 },
    { name: 'ü/1' },
    { name: Buffer.from([0x81, 0x2f, 0x32]) },
    { name: 'e\u0301/1', flags: 0x800 },
  ]);
  assert.deepEqual(paths.sort(), ['ž/1', 'ü/1', 'ü/2', '\u00e9/1'].sort());
  await assert.rejects(opened(t, [{ name: Buffer.from([0x81]), flags: 0x800 }]), refused(/names in UTF-8/));
});

test('the same name twice is refused, in another encoding of its letters too', async (t) => {
  await assert.rejects(opened(t, [ABC, ABC]), refused(/"abc.txt" twice/));
  await assert.rejects(opened(t, [{ name: '\u00e9' }, { name: 'e\u0301' }]), refused(/twice/));
});

test('links, devices, encrypted files, archives and unknown methods are refused by name', async (t) => {
  const cases: [ZipEntry, RegExp][] = [
    [{ name: 'l', data: '/etc/passwd', mode: 0o120777 }, /"l", which is a link or a device/],
    [{ name: 'd', mode: 0o020666 }, /"d", which is a link/],
    [{ name: 'e', data: 'x', deflate: true, flags: 1 }, /not encrypted.*"e"/],
    [{ name: 's', data: 'x', flags: 0x41 }, /encrypt/],
    [{ name: 'inner.zip', data: 'PK' }, /without archives in it.*inner\.zip/],
    [{ name: 'm', data: 'x', claims: { method: 12 } }, /compression method 12/],
  ];
  for (const [entry, message] of cases) await assert.rejects(opened(t, [ABC, entry]), refused(message));
  assert.deepEqual((await readAll(t, [{ ...ABC, mode: 0o100644 }])).texts, ['abc']);
});

test('an archive of too many files, or too large unpacked, is refused before a file is read', async (t) => {
  const many = Array.from({ length: 11 }, (_, index) => ({ name: `f${index}` }));
  await assert.rejects(
    opened(t, many, { archiveFilesMax: 10 }),
    refused(/at most 10 files in an archive\. Received: 11/),
  );
  const zeros = { name: 'zeros', data: Buffer.alloc(1_000_000), deflate: true };
  await assert.rejects(opened(t, [ABC, zeros], { expandedBytesMax: 1_000_000 }), refused(/1000000 bytes unpacked/));
  await assert.rejects(
    opened(t, [{ name: 'x', data: 'x', deflate: true, claims: { bytes: 10_000_000 } }]),
    refused(/1032/),
  );
});

test('a file that unpacks to more or less than the archive says is refused without unpacking it all', async (t) => {
  const bomb = { name: 'bomb', data: Buffer.alloc(50_000_000), deflate: true, claims: { bytes: 100 } };
  const archive = await opened(t, [bomb]);
  const tools = importTools(t);
  await assert.rejects(archive.read({ path: 'bomb', bytes: 100 }), refused(/"bomb" in "a.zip"/));
  const file = path.join(tools.scratch, 'out');
  await assert.rejects(archive.extract({ path: 'bomb', bytes: 100 }, file, t.signal), refused(/bomb.*Received: more/));
  assert.ok(readFileSync(file).length <= 100);
  const short = { name: 's', data: 'abcdef', deflate: true, claims: { bytes: 8 } };
  await assert.rejects(readAll(t, [short]), refused(/Expected 8 bytes, as the archive says\. Received: 6/));
});

test('a file larger than memory allows is not read into it', async (t) => {
  const archive = await opened(t, [{ name: 'x', data: Buffer.alloc(2000) }], { memoryBytesMax: 1000 });
  await assert.rejects(archive.read({ path: 'x', bytes: 2000 }), refused(/files of at most 1000 bytes/));
});

test('contents that do not agree with their checksum are refused, read or unpacked', async (t) => {
  for (const deflate of [false, true]) {
    const archive = await opened(t, [{ ...ABC, deflate, claims: { crc: 1 } }]);
    const tools = importTools(t);
    await assert.rejects(archive.read({ path: 'abc.txt', bytes: 3 }), refused(/"abc.txt".*checksum/));
    const file = path.join(tools.scratch, 'x');
    await assert.rejects(archive.extract({ path: 'abc.txt', bytes: 3 }, file, t.signal), refused(/checksum/));
  }
});

test('an archive that is cut off anywhere, or has something after its end, is refused', async (t) => {
  const whole = zipOf([ABC, { name: 'x', data: 'yyyyyyyyyyyyyyyyyyyyyyyy', deflate: true }]);
  for (let length = 0; length < whole.length; length++) {
    await assert.rejects(readAll(t, whole.subarray(0, length)), { code: 'ERR_DATA' }, String(length));
  }
  await assert.rejects(readAll(t, Buffer.concat([whole, Buffer.from('more')])), { code: 'ERR_DATA' });
});

test('no damaged byte of an archive ends the process or gives other contents', async (t) => {
  const whole = zipOf([ABC, { name: 'd/x', data: 'yyyyyyyyyyyyyyyyyyyyyyyy', deflate: true }]);
  for (let at = 0; at < whole.length; at++) {
    for (const value of [0, 0xff, (whole[at] ?? 0) ^ 1]) {
      const bytes = Buffer.from(whole);
      bytes[at] = value;
      const outcome = await readAll(t, bytes).catch((error: { code?: string }) => error.code);
      if (outcome === 'ERR_DATA' || typeof outcome !== 'object') assert.equal(outcome, 'ERR_DATA', `byte ${at}`);
      else for (const text of outcome.texts) assert.ok(['abc', 'y'.repeat(24)].includes(text), `byte ${at}: ${text}`);
    }
  }
});

test('cancelling ends the unpacking of a file', async (t) => {
  const tools = importTools(t);
  const archive = await opened(t, [{ name: 'x', data: Buffer.alloc(5_000_000) }]);
  const file = path.join(tools.scratch, 'x');
  await assert.rejects(archive.extract({ path: 'x', bytes: 5_000_000 }, file, AbortSignal.abort()), {
    name: 'AbortError',
  });
  assert.ok(readdirSync(tools.output).length === 0);
});
