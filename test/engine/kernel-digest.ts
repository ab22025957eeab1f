/** Prints a digest of what our operations compute from fixed numbers: run by `kernels.test.ts` under other threads and vectors. */
import { createHash } from 'node:crypto';
import { convolutionReluMaxPooling, freeing, lstm, type Tensor, tf } from '../../src/engine/index.ts';

export function digest(): string {
  const hash = createHash('sha256');
  freeing(() => {
    const add = (tensors: Tensor[]) => {
      for (const tensor of tensors) hash.update(tensor.dataSync());
    };
    add(
      gradientsOf(
        (x, w, u, b) => lstm(x, { kernel: w, recurrentKernel: u, bias: b }, false),
        lstmInputs(33, 20, 9, 65),
      ),
    );
    for (const [channels, filters] of [
      [1, 32],
      [20, 37],
    ] as const) {
      const inputs = convolutionInputs([7, 12, 11, channels], [3, 3, channels, filters]);
      add(gradientsOf((x, w, b) => convolutionReluMaxPooling(x, w, b, 'valid'), inputs));
    }
  });
  return hash.digest('hex');
}

/** The function's value and its gradients, each output weighted differently. */
export function gradientsOf(compute: (...inputs: Tensor[]) => Tensor, inputs: Tensor[]): Tensor[] {
  const value = compute(...inputs);
  return [value, ...tf.grads((...given) => compute(...given))(inputs, upstream(value.shape))];
}

/** What the gradients are of: a sum in which each output has a weight of its own. */
export function upstream(shape: number[]): Tensor {
  return wave(shape, 1.7);
}

/** x, W, U, b of an LSTM. */
export function lstmInputs(batch: number, steps: number, features: number, units: number): Tensor[] {
  const scale = 1 / Math.sqrt(units);
  return [
    wave([batch, steps, features], 1),
    tf.mul(wave([features, 4 * units], 2), 0.5),
    tf.mul(wave([units, 4 * units], 3), scale),
    tf.mul(wave([4 * units], 4), 0.3),
  ];
}

/** x, w, b of a convolution. */
export function convolutionInputs(images: number[], kernel: number[]): Tensor[] {
  return [wave(images, 1), tf.mul(wave(kernel, 2), 0.4), tf.mul(wave(kernel.slice(-1), 3), 0.1)];
}

/** Numbers from −1 to 1 without a pattern that a kernel could hide behind. */
export function wave(shape: number[], phase: number): Tensor {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  const values = Float32Array.from({ length: size }, (_, index) =>
    Math.sin((index + 1) * 12.9898 + phase * index * index),
  );
  return tf.tensor(values, shape);
}

if (process.argv[1] === import.meta.filename) process.stdout.write(digest());
