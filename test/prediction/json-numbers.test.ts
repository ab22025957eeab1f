/** The short way from JSON to numbers gives what the long way gives, or steps aside. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readJsonNumbers } from '../../src/prediction/json-numbers.ts';

const read = (text: string, shape: readonly number[] = [3], countMax = 10) =>
  readJsonNumbers(Buffer.from(text), shape, countMax);

test('numbers are those of JSON.parse in single precision, however they are written', async () => {
  const written = [
    '0',
    '-0',
    '7',
    '255',
    '1e3',
    '1E-3',
    '-1.5e+2',
    '0.1',
    '1e-7',
    '3.4028234e38',
    '1e-50',
    '9007199254740993',
  ];
  let state = 7;
  const random = (): number => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  for (let index = 0; index < 30_000; index++) {
    const value = (random() - 0.5) * 10 ** Math.floor(random() * 60 - 30);
    written.push(
      [String(value), value.toFixed(20), value.toExponential(17), String(Math.fround(value))][index % 4] as string,
    );
    // Right between two numbers of single precision, and a little beside it.
    const single = Math.abs(Math.fround(value));
    const bits = new Uint32Array(new Float32Array([single]).buffer)[0] as number;
    const above = new Float32Array(new Uint32Array([bits + 1]).buffer)[0] as number;
    const middle = (single + above) / 2;
    if (Number.isFinite(Math.fround(middle))) written.push(String(middle), String(middle * (1 + 2 ** -52)));
  }
  const numbers = await read(`{"instances":[[${written.join(',')}]]}`, [written.length]);
  assert.ok(numbers);
  const expected = Float32Array.from(written, (text) => JSON.parse(text) as number);
  for (const [index, value] of expected.entries()) assert.ok(Object.is(numbers[index], value), written[index]);
});

test('instances come in the forms in which the long way takes them, with blanks anywhere', async () => {
  const expected = Float32Array.from({ length: 12 }, (_, index) => index % 6);
  const nested = '[[[0],[1],[2]],[[3],[4],[5]]]';
  const short = '[[0,1,2],[3,4,5]]';
  for (const text of [`${nested},${nested}`, `${nested},[0,1,2,3,4,5]`, `${short},${nested}`]) {
    assert.deepEqual(await read(`{"instances":[${text}]}`, [2, 3, 1]), expected);
    const spread = `{"instances":[${text}]}`.replaceAll(/[[\]{},:]/g, ' \n$&\t\r');
    assert.deepEqual(await read(spread, [2, 3, 1]), expected);
  }
});

test('whatever is not exactly that is left to whoever reads all of JSON', async () => {
  const bodies = [
    '',
    '{',
    '[]',
    'null',
    '{"instances":',
    '{"instances":[]}',
    '{"instances":[[]]}',
    '{"instances":[[1,2,3]]',
    '{"instances":[[1,2,3]]}x',
    '{"instances":[[1,2,3]],"a":1}',
    '{"instances":[[1,2,3],]}',
    '{"instances":[[1,2]]}',
    '{"instances":[[1,2,3,4]]}',
    '{"instances":[[1,2,"3"]]}',
    '{"instances":[[1,2,null]]}',
    '{"instances":[[1,2,NaN]]}',
    '{"instances":[[1,2,01]]}',
    '{"instances":[[1,2,1.]]}',
    '{"instances":[[1,2,.5]]}',
    '{"instances":[[1,2,+5]]}',
    '{"instances":[[1,2,1e]]}',
    '{"instances":[[1,2,-]]}',
    '{"instances":[[1,2,1e300]]}',
    '{"instances":[[1,2,3 4]]}',
    '{"instances":[[1,2,[3]]]}',
    '{"instances":[1,2,3]}',
    '{"instances":[[[1],[2],[3]]]}',
    '{"instances":{"b64":""}}',
    '{"instances":[[1,,3]]}',
    '{"instances":[[1,2,3]][1,2,3]}',
    '{"instances":[[1,2,3]]]}',
    '{"instances":[[1;2;3]]}',
    '{"signature_name":"a","instances":[[1,2,3]]}',
    '\ufeff{"instances":[[1,2,3]]}',
    '{"Instances":[[1,2,3]]}',
  ];
  for (const body of bodies) assert.equal(await read(body), undefined, body);
  assert.equal(await read('{"instances":[[1,2,3],[1,2,3],[1,2,3]]}', [3], 2), undefined, 'too many');
  for (let length = 0; length < 39; length++)
    assert.equal(await read('{"instances":[[1,2.5e1,3],[1,2,3]]}    '.slice(0, Math.min(length, 34))), undefined);
});
