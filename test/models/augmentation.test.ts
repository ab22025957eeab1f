/** Augmented batches: against scipy, in their bounds, the same for the same seed and step, and the same as a graph. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { freeing, openGraphSession, tensorMemory, tf, transformPictures } from '../../src/engine/index.ts';
import { type Motion, transformsOf } from '../../src/models/augmentation/geometry.ts';
import { createAugmentation } from '../../src/models/augmentation/index.ts';
import { type Augmentation, resolveAugmentation } from '../../src/models/specification/index.ts';
import { randomStream } from '../../src/random.ts';

interface Oracle {
  readonly height: number;
  readonly width: number;
  readonly cases: readonly {
    readonly motion: { readonly [K in keyof Motion]: number };
    readonly picture: readonly number[];
    readonly expected: readonly number[];
  }[];
}

const ORACLE = path.resolve(import.meta.dirname, '../oracles/picture-motions.json');
const { height, width, cases } = JSON.parse(readFileSync(ORACLE, 'utf8')) as Oracle;
const SEED = 9;
const BATCH = 64;
const SHAPE = [12, 10, 3] as const;
const SIZE = 12 * 10 * 3;
const PICTURES = randomNumbers(BATCH * SIZE);
const EVERYTHING: Augmentation = { flip: 'both', rotation: 0.1, translation: 0.1, zoom: 0.2, contrast: 0.3 };
const SOUND: Augmentation = { shift: 0.3, noise: 0.1 };

test('pictures flipped, turned, moved and zoomed are those of scipy with the matrices of Keras', () => {
  freeing(() => {
    const of = (name: keyof Motion) => tf.tensor1d(cases.map(({ motion }) => motion[name]));
    const motion = {
      ...{ flipX: of('flipX'), flipY: of('flipY'), angle: of('angle') },
      ...{ moveX: of('moveX'), moveY: of('moveY'), scale: of('scale') },
    };
    const pictures = tf.tensor(
      cases.flatMap(({ picture }) => picture),
      [cases.length, height, width, 1],
    );
    const moved = transformPictures(pictures, transformsOf(motion, height, width), 'reflect').dataSync();
    for (const [index, expected] of cases.flatMap((each) => each.expected).entries()) {
      const received = moved[index] as number;
      assert.ok(Math.abs(received - expected) < 1e-4, `number ${index}: ${received} for ${expected}`);
    }
  });
});

describe('an augmentation', () => {
  for (const augment of [EVERYTHING, SOUND]) {
    const what = Object.keys(augment).join(', ');
    test(`by ${what} gives the same bytes for the same seed and step, others for others`, () => {
      const first = augmented(augment, 1);
      assert.deepEqual(augmented(augment, 1), first);
      assert.notDeepEqual(augmented(augment, 2), first);
      assert.notDeepEqual(augmented(augment, 1, SEED + 1), first);
    });

    test(`by ${what} is the same as a graph, for every step`, () => {
      const vary = createAugmentation(resolveAugmentation(augment), SHAPE, SEED);
      const session = openGraphSession([], { intraOp: 1, interOp: 1 });
      const batch = { shape: [BATCH, ...SHAPE], dtype: 'float32' } as const;
      const traced = session.trace([batch, { shape: [], dtype: 'int32' }], ([examples, step]) => [
        vary(examples as never, step as never),
      ]);
      for (const step of [1, 2, 1000]) {
        const [values] = traced([PICTURES, Int32Array.of(step)]);
        const eager = augmented(augment, step);
        const worst = eager.reduce((most, value, at) => Math.max(most, Math.abs(value - Number(values?.[at]))), 0);
        assert.ok(worst < 1e-4, `step ${step}: off by ${worst}`);
        const again = Float32Array.from(values as Float32Array);
        assert.deepEqual(Float32Array.from(traced([PICTURES, Int32Array.of(step)])[0] as Float32Array), again);
      }
      session.close();
    });
  }

  test('that does nothing leaves the examples as they are', () => {
    assert.deepEqual(augmented({}, 1), PICTURES);
    assert.deepEqual(augmented({ rotation: 0, translation: 0, zoom: 0, contrast: 0, shift: 0, noise: 0 }, 1), PICTURES);
  });

  test('leaves no tensor behind', () => {
    const before = tensorMemory();
    augmented({ ...EVERYTHING, ...SOUND }, 1);
    assert.deepEqual(tensorMemory(), before);
  });

  test('of one thing draws the same, whatever else is asked for', () => {
    const flipped = mirroredExamples(augmented({ flip: 'horizontal' }, 4));
    assert.deepEqual(mirroredExamples(augmented({ flip: 'horizontal', noise: 1e-6 }, 4), 1e-4), flipped);
  });

  test('of inputs that are no pictures is refused, noise excepted', () => {
    const settings = resolveAugmentation({ flip: 'both' });
    assert.throws(() => createAugmentation(settings, [12, 10], SEED), /three axes to augment. Received: \[12, 10\]/);
    createAugmentation(resolveAugmentation({ noise: 0.1 }), [12], SEED);
  });
});

describe('each kind of variation', () => {
  test('a horizontal flip mirrors about half of the pictures, exactly, and leaves the others', () => {
    const mirrored = mirroredExamples(augmented({ flip: 'horizontal' }, 1));
    const count = mirrored.filter((each) => each === true).length;
    assert.ok(count > BATCH / 4 && count < (3 * BATCH) / 4, `${count} of ${BATCH}`);
    assert.ok(!mirrored.includes(undefined));
  });

  test('a translation stays within its part of each side', () => {
    const point = new Float32Array(BATCH * SIZE);
    for (let example = 0; example < BATCH; example++) point[example * SIZE + (6 * 10 + 5) * 3] = 1;
    const moved = augmented({ translation: { heightFactor: 0, widthFactor: 0.2 } }, 1, SEED, point);
    const columns = new Set<number>();
    for (const [at, value] of moved.entries()) {
      if (value < 1e-6) continue;
      const pixel = Math.floor((at % SIZE) / 3);
      assert.equal(Math.floor(pixel / 10), 6, 'the row stays');
      columns.add(pixel % 10);
    }
    assert.deepEqual([...columns].sort(), [3, 4, 5, 6, 7]);
  });

  test('contrast keeps the mean of each colour and scales what differs from it by one factor', () => {
    const changed = augmented({ contrast: 0.5 }, 1);
    const factors = new Set<number>();
    for (let example = 0; example < BATCH; example++) {
      const [before, after] = [PICTURES, changed].map((all) => colour(all, example, 1)) as [number[], number[]];
      const mean = average(before);
      assert.ok(Math.abs(average(after) - mean) < 1e-5);
      const factor = ((after[0] as number) - mean) / ((before[0] as number) - mean);
      for (const [at, value] of after.entries())
        assert.ok(Math.abs(value - mean - factor * ((before[at] as number) - mean)) < 1e-5);
      assert.ok(factor > 0.499 && factor < 1.501, String(factor));
      factors.add(factor);
    }
    assert.ok(factors.size > BATCH / 2);
  });

  test('a shift turns a sound round by whole frames, at most as far as it says', () => {
    const shifted = augmented({ shift: 0.25 }, 1);
    const row = SIZE / 12;
    const seen = new Set<number>();
    for (let example = 0; example < BATCH; example++) {
      const of = (all: Float32Array): Float32Array => all.subarray(example * SIZE, (example + 1) * SIZE);
      const matches = [-3, -2, -1, 0, 1, 2, 3].filter((steps) =>
        of(shifted).every((value, at) => value === of(PICTURES)[(at + steps * row + SIZE) % SIZE]),
      );
      assert.equal(matches.length, 1, `example ${example}`);
      seen.add(matches[0] as number);
    }
    assert.equal(seen.size, 7);
  });

  test('noise has the deviation that it says, and no mean', () => {
    const noise = augmented({ noise: 0.2 }, 1).map((value, at) => value - (PICTURES[at] as number));
    const mean = average([...noise]);
    const deviation = Math.sqrt(average([...noise].map((value) => (value - mean) ** 2)));
    assert.ok(Math.abs(mean) < 0.01 && Math.abs(deviation - 0.2) < 0.005, `${mean} ± ${deviation}`);
  });
});

function augmented(augment: Augmentation, step: number, seed = SEED, pictures = PICTURES): Float32Array {
  return freeing(() => {
    const vary = createAugmentation(resolveAugmentation(augment), SHAPE, seed);
    const examples = tf.tensor(pictures, [BATCH, ...SHAPE]);
    return Float32Array.from(vary(examples, tf.scalar(step, 'int32')).dataSync());
  });
}

/** Whether each example is mirrored; undefined where it is neither mirrored nor itself. */
function mirroredExamples(all: Float32Array, tolerance = 0): (boolean | undefined)[] {
  return Array.from({ length: BATCH }, (_, example) => {
    const start = example * SIZE;
    const isThat = (placeOf: (at: number) => number): boolean =>
      all
        .subarray(start, start + SIZE)
        .every((value, at) => Math.abs(value - (PICTURES[start + placeOf(at)] as number)) <= tolerance);
    if (isThat((at) => at)) return false;
    const mirror = (at: number): number => {
      const [row, column, channel] = [Math.floor(at / 30), Math.floor((at % 30) / 3), at % 3];
      return row * 30 + (9 - column) * 3 + channel;
    };
    return isThat(mirror) ? true : undefined;
  });
}

function colour(all: Float32Array, example: number, channel: number): number[] {
  return [...all.subarray(example * SIZE, (example + 1) * SIZE)].filter((_, at) => at % 3 === channel);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function randomNumbers(count: number): Float32Array {
  const random = randomStream(1, 'pictures');
  return Float32Array.from({ length: count }, () => random.uniform());
}
