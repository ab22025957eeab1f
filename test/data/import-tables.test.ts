/** Tables of every format become the same rows; types hold for all rows; options have the last word. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { importTable, importText } from './table-import.ts';

const types = (columns: readonly { name: string; type: string }[]): string =>
  columns.map(({ name, type }) => `${name}:${type}`).join(' ');

const PEOPLE =
  'id:integer age:integer income:number city:text member:boolean since:timestamp zip:text note:text target:text';

for (const file of ['people-tabs-utf16.tsv', 'people.csv.gz', 'people.json', 'people.ndjson', 'people.parquet']) {
  test(`${file} gives the same rows as people.csv`, async (context) => {
    const expected = await importTable(context, { files: ['people.csv'] });
    const { rows, columns, imported } = await importTable(context, { files: [file] });
    assert.equal(types(columns), PEOPLE);
    assert.deepEqual(rows, expected.rows);
    assert.deepEqual(imported.content, expected.imported.content);
  });
}

test('CSV with quotes, line breaks in fields, missing values and zeros in front is read as pandas wrote it', async (context) => {
  const { rows, columns, imported } = await importTable(context, { files: ['people.csv'] });
  assert.equal(types(columns), PEOPLE);
  assert.equal(imported.rows, 120);
  const [first] = rows;
  assert.deepEqual([first?.['income'], first?.['city']], [null, null]);
  assert.match(String(first?.['note']), /^said "\d+",\nthen left, \d+ times$/);
  assert.match(String(first?.['since']), /^20\d\d-\d\d-\d\dT00:00:00Z$/);
  assert.ok(rows.every((row) => /^\d{5}$/.test(String(row['zip']))));
});

test('semicolons, decimal commas, days first and Windows-1252 are recognized, and the user is told', async (context) => {
  const { columns, column, rows, imported } = await importTable(context, { files: ['people-comma-cp1252.csv'] });
  assert.equal(types(columns), PEOPLE);
  assert.equal(column('since').dateFormat, 'day.month.year');
  assert.ok(rows.some((row) => row['city'] === 'Köln'));
  assert.ok((column('income').range?.max ?? 0) < 60_000);
  assert.ok(imported.warnings.some((warning) => warning.includes('Windows-1252')));
});

test('Parquet keeps its types: groups become columns, NaN is null, long integers are text', async (context) => {
  const { columns, rows } = await importTable(context, { files: ['nested.parquet'] });
  assert.equal(
    types(columns),
    'small:integer large:text price:number float:number day:timestamp zoned:timestamp kind:text at.x:number at.y.z:text ' +
      'a\'"; DROP:text',
  );
  assert.deepEqual(rows[1], {
    ...{ small: 2, large: '1152921504606846976', price: null, float: null, day: null, kind: 'b' },
    ...{ zoned: '1970-01-01T01:00:00Z', 'at.x': null, 'at.y.z': 's', 'a\'"; DROP': '"q"' },
  });
});

test("a JSON body's rows are a table, with the columns that turn up late", async (context) => {
  const body = {
    rows: [
      { a: 1, b: { c: 'x' } },
      { a: 2.5, late: true },
      { a: null, b: { c: 'null' }, late: false },
    ],
  };
  const { rows, columns } = await importTable(context, { files: { body: JSON.stringify(body) } });
  assert.equal(types(columns), 'a:number b.c:text late:boolean');
  assert.deepEqual(rows, [
    { a: 1, 'b.c': 'x', late: null },
    { a: 2.5, 'b.c': null, late: true },
    { a: null, 'b.c': 'null', late: false },
  ]);
});

test('a column is what all of its rows are, not what the first thousands are', async (context) => {
  const lines = Array.from({ length: 100_000 }, (_, row) => `${row},${row},${row},true,2020-01-01,${row}`);
  lines.push('x,1.5,007,maybe,later,9007199254740993');
  const { columns, rows, column } = await importText(context, `a,b,c,d,e,f\n${lines.join('\n')}\n`);
  assert.equal(types(columns), 'a:text b:number c:text d:text e:text f:text');
  assert.equal(rows.length, 100_000);
  assert.equal(column('a').distinct, 100_001);
});

for (const word of ['NA', 'nan', '-', ' null']) {
  test(`"${word}" stands for nothing wherever it first turns up`, async (context) => {
    const lines = (late: string): string => {
      const row = (index: number): string => `${index}.25,${index},word${index % 7},${index % 2 === 0}`;
      return `number,integer,text,truth\n${Array.from({ length: 3000 }, (_, index) => row(index)).join('\n')}\n${late}\n`;
    };
    for (const late of [`${word},1,a,true`, `1.5,${word},a,true`, `1.5,1,${word},true`, `1.5,1,"${word}",${word}`]) {
      const { rows, columns } = await importText(context, lines(late));
      assert.equal(types(columns), 'number:number integer:integer text:text truth:boolean');
      const values = late.split(',').map((field) => (field.replaceAll('"', '') === word ? null : field));
      const last = Object.values(rows[3000] ?? {}).map((value) => (value === null ? null : String(value)));
      assert.deepEqual(last, values);
      assert.equal(
        columns.reduce((sum, { nulls }) => sum + nulls, 0),
        values.filter((value) => value === null).length,
      );
    }
  });
}

test('a character that two readings of a large file share is whole, a byte that is none is found behind it', async (context) => {
  const line = 'größe,1\n';
  const text = `name,value\n${line.repeat(200_000)}`;
  const { column, imported } = await importText(context, text);
  assert.deepEqual([imported.rows, column('name').values], [200_000, [{ value: 'größe', rows: 200_000 }]]);
  const broken = Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0x2c, 0x31, 0x0a])]);
  const refused = importTable(context, { files: { 'a.csv': broken }, options: { encoding: 'utf-8' } });
  await assert.rejects(refused, /a\.csv with a byte in line 200002 that is none/);
});

test('zeros in front and integers that a double cannot hold stay text', async (context) => {
  const { columns, rows } = await importText(context, 'zip,account,n\n01234,12345678901234567890,0\n99999,1,-5\n');
  assert.equal(types(columns), 'zip:text account:text n:integer');
  assert.deepEqual(rows[0], { zip: '01234', account: '12345678901234567890', n: 0 });
});

for (const [what, text, expected, note] of [
  ['days first', 'd\n31/01/2020\n02/03/2020\n', '2020-03-02T00:00:00Z', false],
  ['months first', 'd\n01/31/2020\n02/03/2020\n', '2020-02-03T00:00:00Z', false],
  ['dates that do not tell', 'd\n01/11/2020\n02/03/2020\n', '2020-02-03T00:00:00Z', true],
  ['times with a zone', 'd\n2020-01-01T00:00:00Z\n2020-01-01T12:30:00.5+02:00\n', '2020-01-01T10:30:00Z', false],
  ['minutes without seconds', 'd\n2020-01-01 10:00\n2020-01-01 23:59\n', '2020-01-01T23:59:00Z', false],
  ['names of months', 'd\n1-Jan-2020\n29-feb-2020\n', '2020-02-29T00:00:00Z', false],
] as const) {
  test(`${what} are read as dates`, async (context) => {
    const { rows, columns, imported } = await importText(context, text);
    assert.equal(types(columns), 'd:timestamp');
    assert.equal(rows[1]?.['d'], expected);
    assert.equal(
      imported.warnings.some((warning) => warning.includes('two ways')),
      note,
    );
  });
}

test('a file without a header gets names, one with nothing but words keeps its own', async (context) => {
  assert.deepEqual(Object.keys((await importText(context, '5.1,3.5,a\n4.9,3.0,b\n')).rows[0] ?? {}), [
    ...['column1', 'column2', 'column3'],
  ]);
  assert.deepEqual(Object.keys((await importText(context, 'text,label\nhello you,spam\nbye,ham\n')).rows[0] ?? {}), [
    ...['text', 'label'],
  ]);
  assert.equal((await importText(context, 'p,x\ne,x\np,y\ne,y\n')).imported.rows, 4);
});

test('the options have the last word', async (context) => {
  const { rows, columns } = await importText(context, 'a|b|c|d\n1|yes|5.20|none\n', {
    ...{ delimiter: '|', header: false, nulls: ['none'], types: { column2: 'text' } },
  });
  assert.equal(types(columns), 'column1:text column2:text column3:text column4:text');
  assert.deepEqual(rows[1], { column1: '1', column2: 'yes', column3: '5.20', column4: null });
  const thousands = await importText(context, 'a;b\n1.234;1,5\n', { decimal: ',' });
  assert.deepEqual(thousands.rows, [{ a: 1234, b: 1.5 }]);
  const said = await importText(context, 'a;b;c\n1,5;yes;20.01.31\n', {
    ...{ decimal: ',', dateFormat: '%y.%m.%d', types: { b: 'boolean', c: 'timestamp' } },
  });
  assert.deepEqual(said.rows, [{ a: 1.5, b: true, c: '2020-01-31T00:00:00Z' }]);
});

test('files of one table are put one after the other', async (context) => {
  const { rows, imported } = await importTable(context, { files: { 'b.csv': 'a,b\n1,x\n', 'a.csv': 'a,b\n2.5,y\n' } });
  assert.deepEqual(rows, [
    { a: 1, b: 'x' },
    { a: 2.5, b: 'y' },
  ]);
  assert.equal(imported.parts, undefined);
});

test('files that are named as parts are the parts, those to train with first', async (context) => {
  const { rows, imported } = await importTable(context, {
    files: { 'test.csv': 'a\n4\n', 'my-valid.csv': 'a\n3\n', 'train-0.csv': 'a\n1\n2\n' },
  });
  assert.deepEqual(imported.parts, { train: 2, validation: 1, test: 1 });
  assert.deepEqual(
    rows.map((row) => row['a']),
    [1, 2, 3, 4],
  );
});

test('line ends of two kinds in one file, and blank lines, do no harm', async (context) => {
  const { rows } = await importText(context, 'a,b\r\n1,2\n\n3,"x\ny"\r\n');
  assert.deepEqual(
    rows.map((row) => [row['a'], row['b']]),
    [
      [1, '2'],
      [3, 'x\ny'],
    ],
  );
});

test('names and values that look like SQL or paths are no more than that', async (context) => {
  const { rows } = await importText(context, `"a'; DROP TABLE x; --","/etc/passwd"\n"'); SELECT 1 --",'x'\n`);
  assert.deepEqual(rows, [{ "a'; DROP TABLE x; --": "'); SELECT 1 --", '/etc/passwd': "'x'" }]);
});

test('thousands of columns fit into little memory', { timeout: 60_000 }, async (context) => {
  const names = Array.from({ length: 5000 }, (_, column) => `c${column}`);
  const lines = Array.from({ length: 30 }, (_, row) => names.map((_, column) => (row * column) / 2).join());
  const { rows } = await importTable(context, {
    files: { 'a.csv': `${names.join()}\n${lines.join('\n')}\n` },
    limits: { memoryBytesMax: 400_000_000 },
  });
  assert.deepEqual(Object.keys(rows[29] ?? {}), names);
  assert.deepEqual([rows[29]?.['c4999'], rows[3]?.['c1001']], [(29 * 4999) / 2, (3 * 1001) / 2]);
});

test('an import stops when it is told to', async (context) => {
  const lines = Array.from({ length: 400_000 }, (_, row) => `${row},${row / 7},word ${row}`).join('\n');
  const signal = AbortSignal.timeout(100);
  const started = performance.now();
  await assert.rejects(importTable(context, { files: { 'a.csv': `a,b,c\n${lines}\n` }, signal }), /timeout|abort/i);
  assert.ok(performance.now() - started < 3000);
});
