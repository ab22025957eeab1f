/** A network in Keras' words, as the files of Keras and of TensorFlow.js have it. Knows neither our layers nor files. */

export type Config = Readonly<Record<string, unknown>>;

export interface KerasLayer {
  readonly className: string;
  readonly name: string;
  /** As in the file, in Python's names: `kernel_size`. */
  readonly config: Config;
  /** The names of the layers that it takes. */
  readonly inputs: readonly string[];
}

export interface KerasGraph {
  /** Without its input layer, each after those that it takes. */
  readonly layers: readonly KerasLayer[];
  readonly input: string;
  /** Without the batch. */
  readonly inputShape: readonly number[];
  readonly output: string;
}

/** Where Keras and TensorFlow.js write the same thing otherwise. */
export type Dialect = 'keras' | 'tfjs';

/** `kernelSize` is `kernel_size` in Python. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function camelCase(name: string): string {
  return name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
