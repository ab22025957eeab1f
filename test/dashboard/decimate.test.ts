/** What is drawn of curves that are longer than a screen is wide. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { decimate } from '../../dashboard/parts/decimate.ts';

const LENGTH = 1_000_000;
const places = Array.from({ length: LENGTH }, (_, index) => index);

test('no peak is lost, whatever is between: neither up nor down, of any curve', () => {
  const [one, other] = [new Array<number>(LENGTH).fill(1), new Array<number>(LENGTH).fill(2)];
  one[123_456] = 50;
  one[700_001] = -50;
  other[500_000] = 70;
  const seen = decimate(places, [one, other], { from: 0, to: LENGTH - 1, columns: 800 });
  assert.ok(seen.places.length <= 800 * 6 + 2, `${seen.places.length}`);
  assert.equal(seen.curves[0]?.[seen.places.indexOf(123_456)], 50);
  assert.equal(seen.curves[0]?.[seen.places.indexOf(700_001)], -50);
  assert.equal(seen.curves[1]?.[seen.places.indexOf(500_000)], 70);
  assert.deepEqual([seen.places[0], seen.places.at(-1)], [0, LENGTH - 1]);
  assert.ok(seen.places.every((place, index) => index === 0 || place > (seen.places[index - 1] as number)));
});

test('of a window all points are there where it has room for them, with those that lines come in from', () => {
  const values = places.map((place) => place % 7);
  const seen = decimate(places, [values], { from: 400_000.5, to: 400_010.5, columns: 800 });
  assert.deepEqual(seen.places, [0, ...Array.from({ length: 12 }, (_, index) => 400_000 + index), LENGTH - 1]);
  assert.deepEqual(seen.curves[0]?.slice(1, 4), [400_000 % 7, 400_001 % 7, 400_002 % 7]);
});

test('a large window within all keeps its own peaks, and the neighbours of its edges', () => {
  const values = new Array<number | null>(LENGTH).fill(null);
  values[250_000] = 3;
  const seen = decimate(places, [values], { from: 200_000, to: 300_000, columns: 100 });
  assert.equal(seen.curves[0]?.[seen.places.indexOf(250_000)], 3);
  for (const edge of [0, 199_999, 300_001, LENGTH - 1]) assert.ok(seen.places.includes(edge), `${edge}`);
  assert.ok(seen.places.length <= 100 * 4 + 6, `${seen.places.length}`);
});

test('short curves are drawn as they are, and empty ones as none', () => {
  const curve = [1, null, 3];
  const seen = decimate([1, 2, 3], [curve], { from: 1, to: 3, columns: 100 });
  assert.equal(seen.curves[0], curve);
  assert.deepEqual(decimate([], [[]], { from: 0, to: 0, columns: 100 }), { places: [], curves: [[]] });
});
