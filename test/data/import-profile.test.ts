/** What a user is told of a table: counts, what columns become, kind, target, and what to look out for. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { importTable, importText } from './table-import.ts';

const table = (header: string, count: number, row: (index: number) => string): string =>
  `${header}\n${Array.from({ length: count }, (_, index) => row(index)).join('\n')}\n`;

test('numbers have their range, texts their lengths, categories their values', async (context) => {
  const text = table(
    'n,word,flag,y',
    40,
    (row) => `${row % 4 === 3 ? '' : row % 4},${'ab'.repeat(1 + (row % 2))},true,${row}`,
  );
  const { column } = await importText(context, text);
  const { range, ...number } = column('n');
  assert.deepEqual(number, {
    ...{ name: 'n', type: 'integer', becomes: 'number', nulls: 10, distinct: 3 },
    values: ['0', '1', '2'].map((value) => ({ value, rows: 10 })),
  });
  assert.deepEqual([range?.min, range?.max, range?.mean], [0, 2, 1]);
  assert.ok(Math.abs((range?.deviation ?? 0) - Math.sqrt(2 / 3)) < 1e-12);
  assert.deepEqual(column('word').lengths, { characters: { max: 4, p95: 4 }, words: { max: 1, p95: 1 } });
  assert.deepEqual(column('word').values, [
    { value: 'ab', rows: 20 },
    { value: 'abab', rows: 20 },
  ]);
});

test('columns become what they are good for', async (context) => {
  const { columns, imported } = await importTable(context, { files: ['people.csv'] });
  assert.deepEqual(
    columns.map(({ name, becomes }) => `${name} ${becomes}`),
    [
      ...['id ignored', 'age number', 'income number', 'city category', 'member number', 'since date', 'zip ignored'],
      ...['note text', 'target category'],
    ],
  );
  assert.equal(imported.kind, 'tabular');
  assert.equal(imported.content.form === 'table' && imported.content.target, 'target');
});

test('columns that say nothing are ignored, with a reason', async (context) => {
  const { column, imported } = await importText(
    context,
    table('row_id,same,none,x,y', 50, (row) => `${row},7,,${row % 9},${row % 3}`),
  );
  for (const [name, reason] of [
    ['row_id', /numbers the rows/],
    ['same', /same value/],
    ['none', /missing/],
  ] as const) {
    assert.equal(column(name).becomes, 'ignored');
    assert.match(column(name).reason ?? '', reason);
  }
  assert.ok(imported.warnings.some((warning) => warning.includes('"same" tells nothing')));
});

test('texts beside a label are data of kind text', async (context) => {
  const { imported } = await importTable(context, { files: ['reviews.csv'] });
  assert.equal(imported.kind, 'text');
  assert.deepEqual(imported.content.form === 'table' && [imported.content.text, imported.content.target], [
    'review',
    'sentiment',
  ]);
});

test('a series and a time that rises within it are a sequence, one that does not rise is none', async (context) => {
  const { imported } = await importTable(context, { files: ['series.csv'] });
  assert.equal(imported.kind, 'sequence');
  assert.deepEqual(imported.content.form === 'table' && [imported.content.series, imported.content.time], [
    'sensor',
    'step',
  ]);
  const shuffled = table('sensor,step,value', 100, (row) => `${row % 4},${(row * 37) % 50},${row}`);
  assert.equal((await importText(context, shuffled)).imported.kind, 'tabular');
});

test('the options say kind, target, text, series and time', async (context) => {
  const text = table('a,b,c,d', 30, (row) => `${row % 3},${row},word ${row},${row}`);
  const content = async (options: object): Promise<object> => {
    const { imported } = await importText(context, text, options);
    const { columns: _, form: __, ...roles } = { columns: 0, ...imported.content };
    return { kind: imported.kind, ...roles };
  };
  assert.deepEqual(await content({ target: 'a' }), { kind: 'tabular', target: 'a' });
  assert.deepEqual(await content({ text: 'c', target: 'a' }), { kind: 'text', text: 'c', target: 'a' });
  assert.deepEqual(await content({ series: 'a', time: 'b' }), { kind: 'sequence', series: 'a', time: 'b' });
  assert.deepEqual(await content({ kind: 'text' }), { kind: 'text', text: 'c', target: 'd' });
});

for (const [what, text, sentence] of [
  [
    'classes out of balance',
    table('x,y', 200, (row) => `${row},${row < 190 ? 'a' : 'b'}`),
    /out of balance: "a" has 190 rows, "b" 10/,
  ],
  [
    'too few rows of a class',
    table('x,y', 50, (row) => `${row},${row < 47 ? 'a' : 'b'}`),
    /Fewer than 10 rows have "b" \(3\)/,
  ],
  ['one class only', table('x,y', 50, (row) => `${row},a`), /"y" has one value only/],
  [
    'a target that is missing',
    table('x,y', 50, (row) => `${row},${row % 10 ? row % 2 : ''}`),
    /"y" is missing in 5 of 50/,
  ],
  [
    'a column that tells the target',
    table('x,z,y', 90, (row) => `${row},${'abc'[row % 3]},${'pqr'[row % 3]}`),
    /"z" tells the target/,
  ],
  [
    'a number that is the target in another unit',
    table('x,y', 90, (row) => `${row ** 2},${row ** 2 * 2.54}`),
    /"x" tells the target/,
  ],
  ['rows that are the same', table('x,y', 60, (row) => `${row % 50},${row % 50}`), /10 of 60 rows are the same/],
  ['values far away', table('x,y', 100, (row) => `${row === 50 ? 1e6 : row % 20},${row % 2}`), /"x" has 1 values far/],
  [
    'columns that are mostly missing',
    table('x,z,y', 50, (row) => `${row},${row < 5 ? row : ''},${row % 2}`),
    /"z" is missing in 90 %/,
  ],
] as const) {
  test(`the user is warned of ${what}`, async (context) => {
    const { imported } = await importText(context, text);
    assert.ok(
      imported.warnings.some((warning) => sentence.test(warning)),
      imported.warnings.join('\n'),
    );
  });
}

test('a table without faults gives no warning', async (context) => {
  const text = table(
    'x,z,y',
    300,
    (row) => `${(row * 7919) % 1009},${Math.sin(row)},${'ab'[(row * 31 + (row >> 2)) % 2]}`,
  );
  assert.deepEqual((await importText(context, text)).imported.warnings, []);
});

test('the series of a long table tells the label of each, which is no leak', async (context) => {
  const rows = Array.from(
    { length: 200 },
    (_, row) => `${row >> 3},${row % 8},${(row * 37) % 101},${['a', 'b'][(row >> 3) % 2]}`,
  );
  const { imported } = await importText(context, `series,step,x,label\n${rows.join('\n')}\n`);
  assert.deepEqual([imported.kind, imported.warnings], ['sequence', []]);
});

test('numbers near the largest ones do not break the counts', async (context) => {
  const { column } = await importText(context, 'x,y\n1e308,1\n-1e308,2\n1e308,3\n');
  assert.deepEqual([column('x').range?.min, column('x').range?.max], [-1e308, 1e308]);
  assert.ok(Number.isFinite(column('x').range?.mean) && Number.isFinite(column('x').range?.deviation));
});

test('many different values are estimated, some are counted exactly', async (context) => {
  const { column } = await importText(
    context,
    table('many,some', 60_000, (row) => `${row},${row % 5003}`),
  );
  assert.equal(column('some').distinct, 5003);
  assert.ok(Math.abs(column('many').distinct / 60_000 - 1) < 0.15);
});
