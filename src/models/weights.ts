/**
 * A network's weights: by Keras' names, read and replaced as numbers. The tensors belong to the tfjs model that holds
 * them. Knows nothing of what the network computes.
 */
import { type LayersModel, tf, type Variable } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import { initialValues, weightNames } from './layers.ts';
import { type NamedLayer, product } from './specification/index.ts';

export interface NamedWeight {
  /** As Keras calls it: `dense/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface Weights {
  readonly variables: readonly Variable[];
  /** How many numbers they are together. */
  readonly parameters: number;
  /** Draws all of them anew, as the layers' initializers say. */
  draw(seed: number): void;
  /** Copies of all, in the layers' order. */
  read(): NamedWeight[];
  /**
   * Replaces all, or none if one does not fit.
   * @throws AppError ERR_VERSION_BROKEN if they are others, by name, order, shape or size.
   */
  replace(given: readonly NamedWeight[]): void;
}

export function weightsOf(model: LayersModel, layers: readonly NamedLayer[]): Weights {
  const entries = layers.flatMap((layer) => entriesOf(layer, model));
  return {
    variables: entries.map(({ variable }) => variable),
    parameters: entries.reduce((sum, { shape }) => sum + product(shape), 0),
    draw: (seed) => {
      for (const entry of entries) assign(entry, initialValues(entry.layer, entry.kind, entry.shape, seed));
    },
    read: () =>
      entries.map(({ name, shape, variable }) => ({ name, shape, values: Float32Array.from(variable.dataSync()) })),
    replace: (given) => {
      expectSame(entries, given);
      for (const [index, entry] of entries.entries()) assign(entry, (given[index] as NamedWeight).values);
    },
  };
}

interface Entry {
  readonly layer: NamedLayer;
  /** `kernel`, `bias`, … */
  readonly kind: string;
  readonly name: string;
  readonly shape: readonly number[];
  readonly variable: Variable;
}

function entriesOf(layer: NamedLayer, model: LayersModel): Entry[] {
  const held = model.getLayer(layer.name).weights;
  return weightNames(layer).map((kind, index) => {
    // tfjs types a weight's variable as private to the layer; it is the only way to the tensor that trains.
    const variable = (held[index] as unknown as { val: Variable }).val;
    return { layer, kind, name: `${layer.name}/${kind}`, shape: variable.shape, variable };
  });
}

function assign({ variable, shape }: Entry, values: Float32Array): void {
  // A copy: TensorFlow takes the numbers only when they are first used, and the caller may change its own by then.
  const value = tf.tensor(values.slice(), [...shape]);
  variable.assign(value);
  value.dispose();
}

function expectSame(entries: readonly Entry[], given: readonly NamedWeight[]): void {
  if (given.length !== entries.length) throw unfit(`${entries.length} weights`, `${given.length}`);
  for (const [index, entry] of entries.entries()) {
    const weight = given[index] as NamedWeight;
    if (describe(weight) !== describe(entry)) throw unfit(`the weight ${describe(entry)}`, describe(weight));
    if (weight.values.length !== product(entry.shape)) {
      throw unfit(`${product(entry.shape)} numbers for ${describe(entry)}`, `${weight.values.length}`);
    }
  }
}

function describe({ name, shape }: { readonly name: string; readonly shape: readonly number[] }): string {
  return `${name} [${shape.join(', ')}]`;
}

function unfit(expected: string, received: string): AppError {
  return new AppError('ERR_VERSION_BROKEN', `Expected ${expected}. Received: ${received}.`);
}
