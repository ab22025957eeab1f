import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import sharp from 'sharp';
import { importArchive } from '../../src/data/import/archive.ts';
import type { Imported } from '../../src/data/import/importing.ts';
import type { ImportOptions } from '../../src/data/import/options.ts';
import type { ArrayContent } from '../../src/data/manifest.ts';
import { decodePicture } from '../../src/data/picture.ts';
import { importTools, type TestTools } from './import-tools.ts';
import { type ZipEntry, zipOf } from './zip-file.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/pictures');

interface Outcome {
  readonly imported: Imported;
  readonly content: ArrayContent;
  readonly tools: TestTools;
  readonly classes: readonly number[];
  readonly pixels: Buffer;
}

async function importing(
  t: TestContext,
  archive: string | readonly ZipEntry[],
  options: ImportOptions = {},
): Promise<Outcome> {
  const tools = importTools(t);
  const bytes = typeof archive === 'string' ? readFileSync(path.join(FIXTURES, archive)) : zipOf(archive);
  const imported = await importArchive({ files: [tools.upload('pictures.zip', bytes)], options }, tools);
  assert.ok(imported.content.form === 'array');
  const classes = [...new Int32Array(tools.result('targets.bin').buffer)];
  return { imported, content: imported.content, tools, classes, pixels: tools.result('inputs.bin') };
}

const refused = (message: RegExp) => ({ name: 'AppError', code: 'ERR_DATA', message });
const png = (colour: string, width = 3, height = 3): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: colour } })
    .png()
    .toBuffer();

/** Two classes with a picture each, and whatever comes beside them. */
async function twoClasses(...more: ZipEntry[]): Promise<ZipEntry[]> {
  return [{ name: 'a/1.png', data: await png('#123') }, { name: 'b/1.png', data: await png('#456') }, ...more];
}

test('grey pictures in class folders are a dataset of their size, whose classes are sorted by number', async (t) => {
  const { imported, content, classes, pixels } = await importing(t, 'classes.zip');
  assert.deepEqual([imported.kind, imported.rows, imported.parts], ['image', 24, undefined]);
  assert.deepEqual([content.shape, content.type], [[3, 4, 1], 'uint8']);
  assert.deepEqual(content.targets, { kind: 'classes', labels: ['2', '10'], counts: [12, 12], numeric: true });
  assert.deepEqual(imported.warnings, []);
  // By path: the folder `10` comes before `2`, and its picture 11 after 1 and 10.
  assert.deepEqual(classes, [...Array(12).fill(1), ...Array(12).fill(0)]);
  assert.deepEqual([...pixels.subarray(36, 48)], [255, ...Array(11).fill(120)]);
});

test('parts by folder stay parts; what the test lacks or shares with the training is told', async (t) => {
  const { imported, content, classes } = await importing(t, 'parts.zip');
  assert.deepEqual(imported.parts, { train: 30, validation: 6, test: 2 });
  assert.deepEqual(content.shape, [4, 4, 3]);
  assert.deepEqual(classes.slice(30), [0, 0, 1, 1, 2, 2, 0, 1]);
  const told = imported.warnings.join('\n');
  assert.match(told, /The part "test" has no file of the classes "c"\./);
  assert.match(told, /more than once: 1, such as "set\/train\/a\/3\.png" and "set\/test\/a\/x\.png"/);
  assert.match(told, /of the test that are in the training too: 1, "set\/test\/a\/x\.png"/);
});

test('pictures of every format are turned, laid on black and fitted to the most frequent size', async (t) => {
  const { imported, content, pixels } = await importing(t, 'formats.zip');
  // The JPEG lies on its side: turned, it has the size of most others.
  assert.deepEqual(content.shape, [4, 6, 3]);
  assert.match(imported.warnings.join('\n'), /1 of 6 were fitted to 4×6/);
  assert.match(imported.warnings.join('\n'), /2 classes have fewer than 10 pictures/);
  const pixel = (picture: number, row: number, column: number): number[] => {
    const start = ((picture * 4 + row) * 6 + column) * 3;
    return [...pixels.subarray(start, start + 3)];
  };
  assert.deepEqual(pixel(0, 2, 2), [200, 0, 0]);
  assert.deepEqual(pixel(2, 2, 2), [0, 0, 200]);
  assert.deepEqual(pixel(3, 2, 2), [90, 90, 90]);
  assert.deepEqual(pixel(4, 2, 2), [20, 40, 60]);
  assert.deepEqual(pixel(5, 2, 2), [0, 0, 0]);
  assert.ok((pixel(1, 0, 5)[0] as number) > 100, 'the corner of the JPEG went to the right');
});

test('a picture reads the same when it is imported and when a prediction is made of it', async (t) => {
  const bytes = zipEntryBytes();
  const pictures = await bytes;
  const { pixels, content } = await importing(
    t,
    pictures.map(({ name, data }) => ({ name, data })),
    { height: 5, width: 7 },
  );
  const [height = 0, width = 0, channels = 0] = content.shape;
  assert.deepEqual([height, width, channels], [5, 7, 3]);
  for (const [index, { name, data }] of pictures.entries()) {
    const expected = await decodePicture(data, { height, width, channels: 3 });
    assert.deepEqual([...pixels.subarray(index * 105, (index + 1) * 105)], [...expected], name);
  }
});

async function zipEntryBytes(): Promise<{ name: string; data: Buffer }[]> {
  const noise = Buffer.from(Array.from({ length: 20 * 30 * 3 }, (_, index) => (index * 7919) % 256));
  const picture = sharp(noise, { raw: { width: 20, height: 30, channels: 3 } });
  return [
    { name: 'a/1.jpg', data: await picture.clone().jpeg().toBuffer() },
    { name: 'a/2.webp', data: await picture.clone().webp().toBuffer() },
    { name: 'b/1.png', data: await picture.clone().png().toBuffer() },
    { name: 'b/2.tif', data: await picture.clone().greyscale().tiff().toBuffer() },
  ];
}

test('pictures stored with colours that they do not have are grey, unless asked for in colour', async (t) => {
  const grey = await importing(t, 'grey-as-rgb.zip');
  assert.deepEqual(grey.content.shape, [3, 3, 1]);
  assert.equal(grey.pixels[9 * 5 + 4], 5);
  assert.match(grey.imported.warnings.join('\n'), /more than once: 10/);
  assert.deepEqual((await importing(t, 'grey-as-rgb.zip', { colour: 'rgb' })).content.shape, [3, 3, 3]);
  assert.deepEqual((await importing(t, 'formats.zip', { colour: 'grey' })).content.shape, [4, 6, 1]);
});

test('a list of labels takes the place of folders, with parts where it has a column for them', async (t) => {
  const { imported, content, classes, pixels } = await importing(t, 'labels.zip');
  assert.deepEqual(imported.parts, { train: 2, test: 1 });
  assert.deepEqual(content.targets?.kind === 'classes' && content.targets.labels, ['cat', 'dog']);
  assert.deepEqual(classes, [0, 1, 0]);
  assert.deepEqual([...pixels.subarray(27 + 3, 27 + 6)], [1, 1, 9]);
});

test('a list of labels that does not fit the files is refused with its row', async (t) => {
  const withList = async (csv: string): Promise<Outcome> =>
    importing(t, await twoClasses({ name: 'labels.csv', data: csv }));
  await assert.rejects(
    withList('file,label\na/1.png,x\nb/2.png,y\n'),
    refused(/a file of the archive in row 2 .*"b\/2\.png"/),
  );
  await assert.rejects(withList('file,label\na/1.png,x\na/1.png,y\n'), refused(/each file once in row 2/));
  await assert.rejects(withList('file,label\na/1.png,x\n'), refused(/a label for every file.*none for "b\/1\.png"/));
  await assert.rejects(withList('file,label\na/1.png,x\nb/1.png,\n'), refused(/a label in row 2/));
  await assert.rejects(withList('picture of,what\na/1.png,x\n'), refused(/columns "file" and "label"/));
  await assert.rejects(withList('file,label\na/1.png\n'), refused(/comma-separated values/));
  await assert.rejects(withList('file,label,split\na/1.png,x,often\nb/1.png,y,test\n'), refused(/row 1.*"often"/));
});

test('a picture that does not decode is named, whatever is wrong with it', async (t) => {
  const whole = await png('#123', 40, 40);
  const declared = Buffer.from(whole);
  declared.writeUInt32BE(60_000, 16);
  declared.writeUInt32BE(60_000, 20);
  const noise = await sharp(Buffer.from(Array.from({ length: 30_000 }, (_, index) => (index * 7919) % 251)), {
    raw: { width: 100, height: 100, channels: 3 },
  })
    .png()
    .toBuffer();
  const cases: [string, Buffer | string][] = [
    ['nothing', ''],
    ['a text', 'not a picture'],
    ['a size beyond all limits', declared],
    ['a picture cut off', noise.subarray(0, noise.length / 2)],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
  ];
  for (const [what, data] of cases) {
    const archive = await twoClasses({ name: 'b/bad.png', data });
    await assert.rejects(importing(t, archive), refused(/Received: "b\/bad\.png"/), what);
  }
});

test('folders that are no classes are refused: one only, files beside them, empty ones, strange parts', async (t) => {
  const data = await png('#123');
  const at = (...names: string[]): ZipEntry[] => names.map((name) => ({ name, data }));
  const cases: [ZipEntry[], RegExp][] = [
    [at('1.png', '2.png'), /at least two class folders/],
    [at('cats/1.png', 'cats/2.png'), /at least two class folders.*"cats"/],
    [at('cats/1.png', 'dogs/1.png', 'stray.png'), /outside: "stray\.png"/],
    [[...at('cats/1.png', 'dogs/1.png'), { name: 'birds/' }], /files in every folder.*none in "birds"/],
    [at('train/a/1.png', 'train/b/1.png', 'test/a/1.png', 'test/c/1.png'), /only classes that "train" has too.*"c"/],
    [at('val/a/1.png', 'val/b/1.png', 'test/a/1.png'), /only classes|a part "train"/],
    [at('train/a/1.png', 'train/b/1.png', 'cats/1.png'), /of parts .* or of classes/],
    [at('train/a/1.png', 'test/a/1.png'), /at least two classes/],
  ];
  for (const [archive, message] of cases) await assert.rejects(importing(t, archive), refused(message));
});

test('one side that is asked for keeps the proportions, and a large picture is made smaller', async (t) => {
  const archive = [
    { name: 'a/1.png', data: await png('#123', 1000, 500) },
    { name: 'b/1.png', data: await png('#456', 1000, 500) },
  ];
  assert.deepEqual((await importing(t, archive)).content.shape, [128, 256, 3]);
  assert.deepEqual((await importing(t, archive, { height: 10 })).content.shape, [10, 20, 3]);
  assert.deepEqual((await importing(t, archive, { height: 7, width: 9 })).content.shape, [7, 9, 3]);
});

test('blank pictures, and classes of very different sizes, are told', async (t) => {
  const many = await Promise.all(
    Array.from({ length: 30 }, async (_, index) => ({ name: `a/${index}.png`, data: await png(`#0000${index + 10}`) })),
  );
  const { imported } = await importing(t, [...many, { name: 'b/1.png', data: await png('#fff') }]);
  assert.match(imported.warnings.join('\n'), /imbalanced: "a" has 30 pictures, "b" has 1\./);
  assert.match(imported.warnings.join('\n'), /Blank pictures, of one colour only: .* and 28 more/);
});

test('archives with nothing that is known in them are refused, and options that mean nothing', async (t) => {
  await assert.rejects(importing(t, []), refused(/an archive without a file/));
  await assert.rejects(
    importing(t, [
      { name: 'a.txt', data: 'x' },
      { name: 'b.txt', data: 'y' },
    ]),
    refused(/"a\.txt", "b\.txt"/),
  ); // prettier-ignore
  await assert.rejects(importing(t, 'classes.zip', { delimiter: ';' }), refused(/Received: delimiter/));
  await assert.rejects(
    importing(t, 'classes.zip', { kind: 'audio' }),
    refused(/"image" for pictures in \/options\/kind/),
  );
});

test('cancelling ends an import of pictures', async (t) => {
  const tools = importTools(t);
  const upload = tools.upload('p.zip', readFileSync(path.join(FIXTURES, 'classes.zip')));
  const cancelled = { ...tools, signal: AbortSignal.abort() };
  await assert.rejects(importArchive({ files: [upload], options: {} }, cancelled), { name: 'AbortError' });
});
