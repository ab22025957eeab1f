/** An answer that is written some at a time is the one that JSON.stringify writes at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonTexts } from '../../src/api/json-pieces.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index / 7);

for (const [what, value] of [
  ['nothing', {}],
  ['a short answer', { predictions: [[1, 2.5], [3]], warnings: null }],
  ['many short rows', { predictions: Array.from({ length: 3000 }, () => numbers(3)) }],
  ['one long row among short ones', { predictions: [[1], numbers(5000), [2], [], numbers(1001)] }],
  [
    'long lists deep within',
    { id: 'a"b', outputs: [{ name: 'x', data: numbers(4000), none: undefined }, { data: [] }] },
  ],
  ['texts and nothing', { results: Array.from({ length: 2500 }, (_, index) => [`"${index}\n`, null, true]) }],
  ['a list of many long lists', Array.from({ length: 5 }, () => numbers(1500))],
  ['exactly as much as is short', { a: numbers(998) }],
  ['one more', { a: numbers(999) }],
] as const)
  test(`${what}: the same text`, () => {
    assert.equal([...jsonTexts(value)].join(''), JSON.stringify(value));
  });

test('no text is long where no value is', () => {
  const texts = [...jsonTexts({ outputs: [{ data: numbers(100_000) }] })];
  assert.ok(Math.max(...texts.map(({ length }) => length)) < 30_000);
});
