/**
 * Random orthogonal matrices (Saxe, McClelland & Ganguli 2013), for recurrent kernels. Keras decomposes a normal matrix
 * and takes Q, each column with the sign that makes R's diagonal positive. Q is a product of reflections, and those of a
 * normal matrix are reflections of independent normal vectors, each one shorter than the one before (Stewart 1980, "The
 * efficient generation of random orthogonal matrices"). So nothing is decomposed here: the vectors are drawn and their
 * reflections multiplied, which is half the work, and exact to float32 by itself.
 * Draws and products are TensorFlow's, on any number of threads: the same bytes for the same seed on the same machine.
 */
import { freeing, statelessNormal, type Tensor, tf } from '../engine/index.ts';
import type { RandomStream } from '../random.ts';

/** Reflections that are multiplied at once, as matrix products: more cost more arithmetic in JavaScript. */
const PANEL = 32;

/** Reflections `(I − v₀v₀ᵀ/τ₀)(I − v₁v₁ᵀ/τ₁)…`, `τ = |v|²/2`: the vector at `i` starts with `i` zeros. */
interface Panel {
  /** `[width, length]`. */
  readonly vectors: Float32Array;
  readonly length: number;
  readonly width: number;
  /** Of R's diagonal, were it decomposed: each 1 or −1. */
  readonly signs: Float32Array;
}

/** @returns `[rows, columns]`: the shorter side's vectors are orthonormal. */
export function orthogonal([rows, columns]: readonly [number, number], random: RandomStream): Float32Array {
  return freeing(() => {
    const tall = orthonormalColumns(Math.max(rows, columns), Math.min(rows, columns), random);
    return (rows < columns ? tf.transpose(tall) : tall).dataSync<'float32'>();
  });
}

/** From the last panel to the first: what later reflections leave alone need not be multiplied. */
function orthonormalColumns(length: number, count: number, random: RandomStream): Tensor {
  let columns: Tensor | undefined;
  for (let start = Math.floor((count - 1) / PANEL) * PANEL; start >= 0; start -= PANEL) {
    const panel = drawPanel(length - start, Math.min(PANEL, count - start), random);
    const reflected = tf.tidy(() => reflect(panel, columns));
    columns?.dispose();
    columns = reflected;
  }
  return columns as Tensor;
}

/** The reflections that turn normal vectors onto the axes: `v = x + sign(x₀)|x|e₀`. */
function drawPanel(length: number, width: number, random: RandomStream): Panel {
  const vectors = drawNormal([width, length], random);
  const signs = new Float32Array(width);
  for (let index = 0; index < width; index++) {
    vectors.fill(0, index * length, index * length + index);
    const vector = vectors.subarray(index * length + index, (index + 1) * length);
    const first = vector[0] as number;
    const sign = first < 0 ? -1 : 1;
    // A vector of nothing but zeros gives no reflection: the axis itself serves.
    vector[0] = first + sign * (Math.sqrt(dot(vector, vector)) || 1);
    signs[index] = -sign;
  }
  return { vectors, length, width, signs };
}

/** By TensorFlow, from a seed that the stream gives: one by one, millions of numbers took longer than all the rest. */
function drawNormal(shape: readonly [number, number], random: RandomStream): Float32Array {
  return freeing(() => {
    const seed = tf.tensor1d([random.uint32() | 0, random.uint32() | 0], 'int32');
    return statelessNormal(shape, seed).dataSync<'float32'>();
  });
}

/**
 * The panel's reflections of the signed first axes and, one panel further on, of the columns so far. Their product is
 * `I − V T Vᵀ` (Schreiber & Van Loan 1989).
 * @param columns `[length − width, …]`; undefined before the last panel.
 */
function reflect(panel: Panel, columns: Tensor | undefined): Tensor {
  const { vectors, length, width, signs } = panel;
  const axes = padded(tf.diag(tf.tensor1d(signs)), [0, length - width]);
  const start = columns ? tf.concat([axes, padded(columns, [width, 0])], 1) : axes;
  const v = tf.tensor2d(vectors, [width, length]);
  const t = tf.tensor2d(triangleOf(panel), [width, width]);
  return tf.sub(start, tf.matMul(v, tf.matMul(t, tf.matMul(v, start)), true));
}

/** With rows of zeros before and after. */
function padded(matrix: Tensor, rows: [number, number]): Tensor {
  return tf.pad(matrix, [rows, [0, 0]]);
}

/**
 * T, `[width, width]`: the inverse of the upper triangle of `VᵀV` with half its diagonal. In double precision, because
 * the product is orthogonal only as far as T fits V.
 */
function triangleOf({ vectors, length, width }: Panel): Float32Array {
  const vector = Array.from({ length: width }, (_, index) => vectors.subarray(index * length, (index + 1) * length));
  const inverse = new Float64Array(width * width);
  for (const [column, later] of vector.entries()) {
    const products = vector.slice(0, column + 1).map((earlier) => dot(earlier, later));
    inverse[column * (width + 1)] = 2 / (products[column] as number);
    for (let row = 0; row < column; row++) {
      let sum = 0;
      for (let between = row; between < column; between++) {
        sum += (inverse[row * width + between] as number) * (products[between] as number);
      }
      inverse[row * width + column] = -sum * (inverse[column * (width + 1)] as number);
    }
  }
  return Float32Array.from(inverse);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] as number) * (b[index] as number);
  return sum;
}
