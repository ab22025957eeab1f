/** The generator against its source's known answers, and its streams' promises. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Block, philox, randomStream } from '../src/random.ts';

/** From Random123's `kat_vectors`, the lines `philox4x32 10`: counter, key, expected. */
const KNOWN_ANSWERS: readonly (readonly [Block, readonly [number, number], Block])[] = [
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
];

const DRAWS = 100_000;
const NORMALS_OF_SEED_7 = [-0.2652186107094186, -0.10761528269390445, 0.047150093738668485];

test('Philox gives the known answers of its authors', () => {
  for (const [counter, key, expected] of KNOWN_ANSWERS) assert.deepEqual(philox(counter, key), expected);
});

test('a stream is the same again for the same seed, purpose and index', () => {
  assert.deepEqual(draw(randomStream(7, 'a', 3).uint32, 9), draw(randomStream(7, 'a', 3).uint32, 9));
});

test('another seed, purpose or index gives another stream', () => {
  const streams = [randomStream(7, 'a'), randomStream(8, 'a'), randomStream(7, 'b'), randomStream(7, 'a', 1)];
  const firsts = streams.map((stream) => draw(stream.uint32, 4).join());
  assert.equal(new Set(firsts).size, streams.length);
});

test('uniform numbers fill the interval evenly', () => {
  const bins = new Array<number>(20).fill(0);
  for (const value of draw(randomStream(1, 'uniform').uniform, DRAWS)) {
    assert.ok(value >= 0 && value < 1);
    const bin = Math.floor(value * bins.length);
    bins[bin] = (bins[bin] as number) + 1;
  }
  // χ² with 19 degrees of freedom: above 43.8 once in a thousand seeds, and this seed is fixed.
  const expected = DRAWS / bins.length;
  assert.ok(bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0) < 43.8);
});

test('integers below a bound are all reached and equally likely', () => {
  const stream = randomStream(2, 'below');
  const counts = new Array<number>(7).fill(0);
  for (const value of draw(() => stream.below(7), DRAWS)) counts[value] = (counts[value] as number) + 1;
  const expected = DRAWS / counts.length;
  // χ² with 6 degrees of freedom, at 0.001.
  assert.ok(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0) < 22.5);
});

test('normal numbers have the moments and the tails of the normal distribution', () => {
  const values = draw(randomStream(3, 'normal').normal, DRAWS);
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  const variance = values.reduce((sum, value) => sum + value * value, 0) / DRAWS;
  assert.ok(Math.abs(mean) < 0.012, `mean ${mean}`);
  assert.ok(Math.abs(variance - 1) < 0.018, `variance ${variance}`);
  const beyondTwo = values.filter((value) => Math.abs(value) > 2).length / DRAWS;
  assert.ok(Math.abs(beyondTwo - 0.0455) < 0.003, `beyond two deviations ${beyondTwo}`);
});

test('the first normal numbers of a seed stay what they were, so that old seeds keep their networks', () => {
  assert.deepEqual(draw(randomStream(7, 'normal').normal, 3), NORMALS_OF_SEED_7);
});

function draw(next: () => number, count: number): number[] {
  return Array.from({ length: count }, next);
}
