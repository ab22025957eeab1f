/** Our operations in TensorFlow against compositions of TensorFlow's own, at sizes that fit no vector; and their habits. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import {
  canPoolConvolution,
  convolutionReluMaxPooling,
  createResourceVariable,
  freeing,
  lstm,
  openGraphSession,
  type PoolingShape,
  type Tensor,
  tensorMemory,
  tf,
} from '../../src/engine/index.ts';
import { largeMatrixProduct } from '../../src/engine/matrix-product.ts';
import { programOf } from '../support/program.ts';
import { convolutionInputs, digest, gradientsOf, lstmInputs, upstream, wave } from './kernel-digest.ts';

const FORWARD_TOLERANCE = 1e-6;
const GRADIENT_TOLERANCE = 1e-5;

const ours = (sequences: boolean) => (x: Tensor, kernel: Tensor, recurrentKernel: Tensor, bias?: Tensor) =>
  lstm(x, { kernel, recurrentKernel, ...(bias && { bias }) }, sequences);

/** By TensorFlow's own operations, a step at a time. */
const composed = (sequences: boolean) => (x: Tensor, kernel: Tensor, recurrent: Tensor, bias?: Tensor) => {
  const [batch = 0, steps = 0, features = 0] = x.shape;
  const units = recurrent.shape[0] as number;
  let h: Tensor = tf.zeros([batch, units]);
  let c: Tensor = tf.zeros([batch, units]);
  const all: Tensor[] = [];
  for (let step = 0; step < steps; step++) {
    const now = tf.reshape(tf.slice(x, [0, step, 0], [batch, 1, features]), [batch, features]);
    const sum = tf.add(tf.matMul(now, kernel), tf.matMul(h, recurrent));
    const [i, f, g, o] = tf.split(bias ? tf.add(sum, bias) : sum, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
    c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
    h = tf.mul(tf.sigmoid(o), tf.tanh(c));
    all.push(h);
  }
  return sequences ? tf.stack(all, 1) : h;
};

const convolved = (padding: 'valid' | 'same') => (x: Tensor, w: Tensor, b: Tensor) =>
  tf.maxPool(tf.relu(tf.add(tf.conv2d(x as never, w as never, 1, padding), b)) as never, 2, 2, 'valid') as Tensor;
const fused = (padding: 'valid' | 'same') => (x: Tensor, w: Tensor, b: Tensor) =>
  convolutionReluMaxPooling(x, w, b, padding);

describe('the LSTM', () => {
  for (const batch of [1, 7, 33]) {
    for (const units of [1, 5, 64, 129]) {
      for (const steps of [1, 2, 100]) {
        test(`of ${units} units on ${batch} sequences of ${steps} steps is the composition, with its gradients`, () => {
          freeing(() => agree(ours(false), composed(false), lstmInputs(batch, steps, 6, units)));
        });
      }
    }
  }

  test('gives all steps when asked, and needs no bias', () => {
    freeing(() => {
      agree(ours(true), composed(true), lstmInputs(5, 9, 4, 19));
      agree(ours(true), composed(true), lstmInputs(3, 4, 2, 16).slice(0, 3));
    });
  });

  test('has the gradients of finite differences', () => {
    freeing(() => agreeWithDifferences(ours(true), lstmInputs(2, 3, 2, 3)));
  });

  test('lets a sequence that is no number spoil its own output, and the gradients, but no other sequence', () => {
    freeing(() => {
      const [x, ...weights] = lstmInputs(4, 5, 3, 20) as [Tensor, Tensor, Tensor, Tensor];
      const spoilt = x.bufferSync();
      spoilt.set(Number.NaN, 2, 1, 0);
      const [value, , ofKernel] = gradientsOf(ours(false), [spoilt.toTensor(), ...weights]) as [Tensor, Tensor, Tensor];
      const rows = value.arraySync() as number[][];
      assert.deepEqual(
        rows.map((row) => row.every(Number.isNaN)),
        [false, false, true, false],
      );
      assert.ok(rows.every((row, index) => index === 2 || row.every(Number.isFinite)));
      assert.ok(ofKernel.dataSync().every(Number.isNaN));
    });
  });

  test('survives sums that are out of every range', () => {
    freeing(() => {
      const weights = lstmInputs(2, 3, 2, 8).slice(1) as [Tensor, Tensor, Tensor];
      const values = gradientsOf(ours(false), [tf.fill([2, 3, 2], 1e30), ...weights]);
      for (const value of values.slice(0, 2)) assert.ok(value.dataSync().every(Number.isFinite));
    });
  });

  test('refuses what does not fit', () => {
    freeing(() => {
      const [x, kernel] = lstmInputs(2, 3, 2, 8) as [Tensor, Tensor];
      const notOfIts = tf.zeros([7, 32]);
      assert.throws(() => lstm(x, { kernel, recurrentKernel: notOfIts }, false), /Expected recurrent weights/);
      const noSteps = tf.zeros([2, 0, 2]);
      assert.throws(() => lstm(noSteps, { kernel, recurrentKernel: tf.zeros([8, 32]) }, false), /at least one step/);
    });
  });
});

describe('the convolution with pooling', () => {
  const shapes: [images: number[], kernel: number[], padding: 'valid' | 'same'][] = [
    [[32, 28, 28, 1], [3, 3, 1, 32], 'valid'],
    [[33, 13, 13, 32], [3, 3, 32, 64], 'valid'],
    [[7, 9, 10, 5], [3, 2, 5, 7], 'same'],
    [[1, 6, 5, 3], [3, 3, 3, 20], 'valid'],
    [[7, 8, 8, 2], [3, 3, 2, 33], 'same'],
    [[2, 12, 12, 40], [5, 5, 40, 17], 'same'],
    [[1, 3, 3, 1], [2, 2, 1, 1], 'valid'],
    [[5, 4, 7, 3], [1, 1, 3, 129], 'valid'],
  ];
  for (const [images, kernel, padding] of shapes) {
    test(`of ${images.join('×')} by ${kernel.join('×')}, ${padding}, is the composition, with its gradients`, () => {
      freeing(() => agree(fused(padding), convolved(padding), convolutionInputs(images, kernel)));
    });
  }

  test('has the gradients of finite differences', () => {
    freeing(() => agreeWithDifferences(fused('valid'), convolutionInputs([1, 5, 6, 2], [2, 3, 2, 3]), 1e-3));
  });

  test('shows a pixel that is no number in the windows that see it, and in no others', () => {
    freeing(() => {
      const [x, w, b] = convolutionInputs([2, 8, 8, 1], [1, 1, 1, 18]) as [Tensor, Tensor, Tensor];
      const spoilt = x.bufferSync();
      for (const column of [2, 5]) spoilt.set(Number.NaN, 1, 3, column, 0);
      const pooled = fused('valid')(spoilt.toTensor(), w, b).dataSync();
      assert.equal(Array.from(pooled).filter(Number.isNaN).length, 2 * 18);
      const upstream = tf.fill([2, 4, 4, 18], Number.NaN);
      const [, ofKernel] = tf.grads((...given) => fused('valid')(...(given as [Tensor, Tensor, Tensor])))(
        [x, w, b],
        upstream,
      );
      assert.ok(ofKernel?.dataSync().some(Number.isNaN));
    });
  });

  test('is offered only for what it computes', () => {
    const shape: PoolingShape = {
      convolvedSize: [26, 26],
      poolSize: [2, 2],
      poolStrides: [2, 2],
      poolPadding: 'valid',
    };
    assert.equal(canPoolConvolution(shape), true);
    assert.equal(canPoolConvolution({ ...shape, poolPadding: 'same' }), true);
    assert.equal(canPoolConvolution({ ...shape, poolPadding: 'same', convolvedSize: [25, 26] }), false);
    assert.equal(canPoolConvolution({ ...shape, convolvedSize: [25, 26] }), true);
    assert.equal(canPoolConvolution({ ...shape, poolSize: [3, 3] }), false);
    assert.equal(canPoolConvolution({ ...shape, poolStrides: [1, 1] }), false);
    assert.equal(canPoolConvolution({ ...shape, convolvedSize: [1, 26] }), false);
  });
});

describe('the product of matrices', () => {
  const sizes = [
    [1, 1, 1],
    [3200, 256, 70],
    [37, 301, 83],
    [7, 1, 129],
    [64, 3200, 256],
    [5, 257, 1100],
  ] as const;
  for (const [rows, depth, columns] of sizes) {
    test(`of ${rows} × ${depth} by ${depth} × ${columns} is TensorFlow's, whichever is transposed`, () => {
      freeing(() => {
        for (const transposeA of [false, true]) {
          for (const transposeB of [false, true]) {
            const a = wave(transposeA ? [depth, rows] : [rows, depth], 1);
            const b = wave(transposeB ? [columns, depth] : [depth, columns], 2);
            const bias = transposeA ? wave([columns], 3) : undefined;
            const expected = tf.matMul(a, b, transposeA, transposeB);
            const product = largeMatrixProduct(a, b, { transposeA, transposeB, bias });
            near(product.dataSync(), (bias ? tf.add(expected, bias) : expected).dataSync(), 3e-6);
          }
        }
      });
    });
  }
});

describe('our operations', () => {
  test('give the same bytes twice, and with any number of threads', () => {
    const expected = digest();
    assert.equal(digest(), expected);
    for (const threads of ['1', '2', '3']) assert.equal(run(DIGEST, { TF_NUM_INTRAOP_THREADS: threads }), expected);
  });

  test('leave no tensor behind', () => {
    const before = tensorMemory();
    digest();
    assert.deepEqual(tensorMemory(), before);
  });

  test('give in a graph, several at once, what they give eagerly', () => {
    freeing(() => {
      const weights = lstmInputs(16, 30, 4, 32).slice(1);
      const shape = { shape: [16, 30, 4], dtype: 'float32' } as const;
      const variable = createResourceVariable(tf.scalar(0));
      const session = openGraphSession([{ resource: variable }], { intraOp: 2, interOp: 4 });
      const inputs = [1, 2, 3, 4].map((factor) => tf.mul(lstmInputs(16, 30, 4, 32)[0] as Tensor, factor));
      const compute = (given: Tensor[]): Tensor[] => given.flatMap((x) => gradientsOf(ours(false), [x, ...weights]));
      const traced = session.trace([shape, shape, shape, shape], compute);
      const expected = compute(inputs).map((tensor) => Float32Array.from(tensor.dataSync()));
      const numbers = inputs.map((tensor) => tensor.dataSync() as Float32Array);
      for (let round = 0; round < 20; round++) {
        for (const [index, values] of traced(numbers).entries()) near(values, expected[index] ?? [], FORWARD_TOLERANCE);
      }
      session.close();
      variable.destroy();
    });
  });

  if (process.env.EPOCHD_VECTORS === undefined && process.arch === 'x64') {
    for (const vectors of ['avx2', 'plain']) {
      test(`pass all of this with the vectors of older processors: ${vectors}`, () => {
        run(import.meta.filename, { EPOCHD_VECTORS: vectors });
      });
    }
  }
});

const DIGEST = programOf('test/engine/kernel-digest.ts');

/** @returns what a module prints, in a process of its own. */
function run(module: string, settings: Record<string, string>): string {
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [module], {
    env: { ...environment, ...settings },
    encoding: 'utf8',
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
  return stdout;
}

type Compute = (...inputs: never[]) => Tensor;

function agree(compute: Compute, reference: Compute, inputs: Tensor[]): void {
  const expected = gradientsOf(reference as (...given: Tensor[]) => Tensor, inputs);
  for (const [index, tensor] of gradientsOf(compute as (...given: Tensor[]) => Tensor, inputs).entries()) {
    const other = expected[index] as Tensor;
    assert.deepEqual(tensor.shape, other.shape);
    near(tensor.dataSync(), other.dataSync(), index === 0 ? FORWARD_TOLERANCE : GRADIENT_TOLERANCE);
  }
}

/** Within a fraction of the largest expected value, or of one. */
function near(values: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  const all = Array.from(expected);
  const largest = all.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const worst = all.reduce((most, value, index) => Math.max(most, Math.abs(value - (values[index] as number))), 0);
  assert.ok(worst <= tolerance * largest, `${worst} apart, of ${largest}`);
}

function agreeWithDifferences(compute: Compute, inputs: Tensor[], step = 1e-2): void {
  const call = compute as (...given: Tensor[]) => Tensor;
  const [, ...gradients] = gradientsOf(call, inputs);
  const total = (given: Tensor[]): number => {
    const value = call(...given);
    return tf.sum(tf.mul(value, upstream(value.shape))).dataSync()[0] as number;
  };
  for (const [position, input] of inputs.entries()) {
    const values = input.dataSync();
    for (const index of values.keys()) {
      const moved = (by: number): number => {
        const there = values.map((value, at) => (at === index ? value + by : value));
        return total(inputs.with(position, tf.tensor(there, input.shape)));
      };
      const expected = (moved(step) - moved(-step)) / (2 * step);
      const found = gradients[position]?.dataSync()[index] as number;
      assert.ok(Math.abs(found - expected) < 3e-3 * Math.max(1, Math.abs(expected)), `${found} for ${expected}`);
    }
  }
}
