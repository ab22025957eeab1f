import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { openNpy } from '../../src/data/import/npy.ts';
import { importTools } from './import-tools.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/arrays');
const BASE = Array.from({ length: 24 }, (_, index) => index);

async function readAll(t: TestContext, file: string): Promise<{ shape: readonly number[]; values: unknown[] }> {
  const source = await openNpy(file, '"array"');
  const values: unknown[] = [];
  for await (const chunk of source.chunks(t.signal)) values.push(...chunk);
  return { shape: source.shape, values };
}

const fixture = (name: string): string => path.join(FIXTURES, name);

for (const mark of ['little', 'big']) {
  test(`numbers of every type of NumPy are read in ${mark}-endian order`, async (t) => {
    const names = readdirSync(FIXTURES).filter((name) => name.endsWith(`-${mark}.npy`));
    assert.equal(names.length, 12);
    for (const name of names) {
      const { shape, values } = await readAll(t, fixture(name));
      const expected = BASE.map((value) => {
        if (name.startsWith('bool')) return value % 2;
        if (name.startsWith('u')) return value;
        return name.startsWith('float') ? (value - 7) / 4 : value - 7;
      });
      assert.deepEqual(shape, [4, 3, 2], name);
      assert.deepEqual(values, expected, name);
    }
  });
}

test('an array in the order of Fortran gives its rows as others do', async (t) => {
  assert.deepEqual(await readAll(t, fixture('fortran.npy')), { shape: [4, 3, 2], values: BASE });
  for (const type of ['wide', 'double', 'bytes', 'half']) {
    const wide = await readAll(t, fixture(`fortran-${type}.npy`));
    assert.deepEqual(
      wide.values,
      Array.from({ length: 30 }, (_, index) => index),
    );
  }
});

test('the versions 1 to 3 of the format are read', async (t) => {
  for (const version of [1, 2, 3]) assert.deepEqual((await readAll(t, fixture(`version-${version}.npy`))).values, BASE);
});

test('texts are read, wide ones and bytes', async (t) => {
  assert.deepEqual((await readAll(t, fixture('texts.npy'))).values, ['cat', 'dog', 'žába 🐸', 'cat']);
  assert.deepEqual((await readAll(t, fixture('bytes.npy'))).values, ['cat', 'dog', 'frog', 'cat']);
});

test('pickled objects, structures, complex numbers and single numbers are refused', async () => {
  const refused = (name: string, message: RegExp): Promise<void> =>
    assert.rejects(openNpy(fixture(name), '"array"'), { name: 'AppError', code: 'ERR_DATA', message });
  await refused('objects.npy', /Received: pickled Python objects\.$/);
  await refused('structures.npy', /Received: one of structures\.$/);
  await refused('complex.npy', /Received: elements of type "<c8"\.$/);
  await refused('scalar.npy', /Expected an array of 1 to 8 axes in "array"\. Received: 0\.$/);
});

test('a header that lies about its array or about itself is refused', async (t) => {
  const tools = importTools(t);
  const good = readFileSync(fixture('float32-little.npy'));
  const changed = (from: string, to: string): Buffer =>
    Buffer.from(good.toString('latin1').replace(from, to), 'latin1');
  const longer = Buffer.from(good);
  longer.writeUInt16LE(65_000, 8);
  const bad: [string, Buffer][] = [
    ['a shape that is too large', changed('(4, 3, 2), ', '(9, 9, 9), ')],
    ['a shape beyond all memory', changed('(4, 3, 2), }          ', '(999999999999, 99999), }')],
    ['a negative shape', changed('(4, 3, 2), ', '(-4, 3, 2),')],
    ['a shape in words', changed('(4, 3, 2), ', '(4, x, 2), ')],
    ['another type', changed('<f4', '<f8')],
    ['a missing key', changed("'descr'", "'decsr'")],
    ['an order that is none', changed('False', 'Falso')],
    ['a version to come', Buffer.from(good).fill(9, 6, 7)],
    ['a header without an end', longer],
    ['no magic', Buffer.from(good).fill(0, 0, 1)],
    ['too few bytes', good.subarray(0, good.length - 1)],
    ['too many bytes', Buffer.concat([good, Buffer.alloc(1)])],
    ['a header only', good.subarray(0, 40)],
    ['nothing', Buffer.alloc(0)],
  ];
  for (const [what, bytes] of bad) {
    assert.ok(!bytes.equals(good), `${what} differs`);
    await assert.rejects(openNpy(tools.upload('x', bytes).path, '"array"'), { code: 'ERR_DATA' }, what);
  }
});

test('no damaged byte of a header ends the process or passes for another array of the same size', async (t) => {
  const tools = importTools(t);
  const good = readFileSync(fixture('int8-little.npy'));
  for (let at = 0; at < 128; at++) {
    const bytes = Buffer.from(good);
    bytes[at] = 0xff;
    const outcome = await readAll(t, tools.upload('x', bytes).path).catch((error: { code?: string }) => error.code);
    if (outcome !== 'ERR_DATA') assert.equal((outcome as { values: unknown[] }).values.length, 24, `byte ${at}`);
  }
});
