/** What an upload says of its CSV holds for predictions; what spoils a column of numbers is told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImportOptions } from '../../src/data/import/options.ts';
import { TabularPreprocessing, tabularKind } from '../../src/data/preprocessing/tabular.ts';
import { type TextPreprocessing, textKind } from '../../src/data/preprocessing/text.ts';
import { guard } from '../../src/validation.ts';
import { importTable } from './table-import.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

test('nulls, encoding and delimiter of an upload are known of the dataset', async (context) => {
  const options: ImportOptions = { nulls: ['none'], encoding: 'latin-1', delimiter: '~' };
  const files = { 'a.csv': latin1('town~x\nKöln~1\nnone~2\nMünchen~none\n') };
  const { imported } = await importTable(context, { files, options });
  assert.ok(imported.content.form === 'table');
  assert.deepEqual(imported.content.csv, options);
  const plain = await importTable(context, { files: { 'a.csv': 'a,b\n1,2\n3,4\n' } });
  assert.equal('csv' in plain.imported.content, false);
});

test('a prediction in CSV is read as the dataset was', async () => {
  const source = { type: 'text', nullable: true } as const;
  const preprocessing: TabularPreprocessing = {
    kind: 'tabular',
    columns: [
      { as: 'embedding', name: 'town', ...source, size: 4, values: ['Köln', null, 'NA'] },
      { as: 'number', name: 'x', type: 'number', nullable: true, subtract: 0, divideBy: 1, fill: 9 },
    ],
    others: [],
    csv: { nulls: ['none'], encoding: 'latin-1', delimiter: '~' },
  };
  assert.ok(guard(TabularPreprocessing)(preprocessing));
  const read = (text: string) => tabularKind.encodeFile(preprocessing, latin1(text), 'text/csv', 10);
  assert.deepEqual([...(await read('town~x\nKöln~1\nnone~none\nNA~3\n'))], [1, 1, 0, 2, 9, 1, 3, 3, 0]);
  assert.deepEqual([...(await read('town\nKöln\n'))], [1, 9, 1], 'a column that is not there is missing');
  await assert.rejects(read('town~x\nKöln~NA\n'), { code: 'ERR_INSTANCES', message: /a number/ });
  const { csv: _csv, ...usual } = preprocessing;
  await assert.rejects(tabularKind.encodeFile(usual, latin1('town,x\nKöln,1\n'), 'text/csv', 10), /UTF-8/);
  const text: Omit<TextPreprocessing, 'vocabulary'> = {
    kind: 'text',
    column: 't',
    others: [],
    tokens: 'words',
    lowercase: true,
    length: 1,
  };
  const words: TextPreprocessing = { ...text, vocabulary: ['köln'], csv: { encoding: 'latin-1' } };
  assert.deepEqual([...(await textKind.encodeFile(words, latin1('Köln'), 'text/plain', 1))], [2]);
});

test('a value that makes a text of a column of numbers is named, with its row and what to do', async (context) => {
  const rows = (late: string) =>
    ['a,b', ...Array.from({ length: 3000 }, (_, row) => `${row === 2500 ? late : row / 4},x${row % 3}`)].join('\n');
  const warned = async (csv: string) =>
    (await importTable(context, { files: { 'a.csv': csv } })).imported.warnings.filter((each) =>
      /taken as text/.test(each),
    );
  assert.deepEqual(await warned(rows('broken')), [
    'Column "a" was taken as text: row 2501 of a.csv has "broken", which is no number. The option nulls takes it for missing: {"nulls":["","broken"]}.',
  ]);
  const early = ['a', ...Array.from({ length: 60 }, (_, row) => (row === 7 ? 'oops' : `${row}.5`))].join('\n');
  assert.match((await warned(early))[0] ?? '', /row 8 of a\.csv has "oops"/);
  assert.match((await warned(rows('"1,234"')))[0] ?? '', /"1,234", and commas between thousands are not read/);
  assert.deepEqual(await warned(rows('625')), []);
  assert.deepEqual(await warned(['zip', ...Array.from({ length: 60 }, (_, row) => `0${1000 + row}`)].join('\n')), []);
});
