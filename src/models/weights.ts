/**
 * A network's weights: by Keras' names, read and replaced as numbers. They are tfjs variables, freed by `dispose`.
 * Knows nothing of what the network computes.
 */
import { type Tensor, tf, type Variable } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import { randomStream } from '../random.ts';
import { initialize } from './initializers.ts';
import { type PlacedLayer, product, type WeightPlan } from './specification/index.ts';

export interface NamedWeight {
  /** As Keras calls it: `dense/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A weight and the variable that holds it. */
export interface WeightEntry {
  readonly plan: WeightPlan;
  readonly name: string;
  readonly variable: Variable;
  /** Whether training leaves it as it is. */
  readonly isFrozen: boolean;
}

export interface Weights {
  /** In the layers' order. */
  readonly entries: readonly WeightEntry[];
  /** How many numbers they are together. */
  readonly parameters: number;
  /** The weights of the layer of that number, by their names within it. */
  ofLayer(index: number): Readonly<Record<string, Tensor>>;
  isFrozen(index: number): boolean;
  /** Draws all of them anew, as the layers' initializers say. */
  draw(seed: number): void;
  /** Copies of all, in the layers' order. */
  read(): NamedWeight[];
  /**
   * Replaces all, or none if one does not fit.
   * @throws AppError ERR_VERSION_BROKEN if they are others, by name, order, shape or size.
   */
  replace(given: readonly NamedWeight[]): void;
  dispose(): void;
}

/** Makes the variables, all zeros. @param frozen the names of layers that training leaves as they are. */
export function createWeights(placed: readonly PlacedLayer[], frozen: ReadonlySet<string>): Weights {
  const layers = placed.map(({ layer: { name }, effect }) =>
    effect.weights.map((plan) => createEntry(name, plan, frozen.has(name))),
  );
  const entries = layers.flat();
  const named = layers.map((own) => Object.fromEntries(own.map(({ plan, variable }) => [plan.name, variable])));
  return {
    entries,
    parameters: entries.reduce((sum, { plan }) => sum + product(plan.shape), 0),
    ofLayer: (index) => named[index] ?? {},
    isFrozen: (index) => layers[index]?.some((entry) => entry.isFrozen) ?? false,
    draw: (seed) => {
      for (const entry of entries) assign(entry, initialValues(entry, seed));
    },
    read: () =>
      entries.map(({ name, plan, variable }) => ({
        name,
        shape: plan.shape,
        values: Float32Array.from(variable.dataSync()),
      })),
    replace: (given) => {
      expectSame(entries, given);
      for (const [index, entry] of entries.entries()) assign(entry, (given[index] as NamedWeight).values);
    },
    dispose: () => {
      for (const { variable } of entries) variable.dispose();
    },
  };
}

function createEntry(layer: string, plan: WeightPlan, isFrozen: boolean): WeightEntry {
  const zeros = tf.zeros([...plan.shape]);
  const variable = tf.variable(zeros, plan.trainable);
  zeros.dispose();
  return { plan, name: `${layer}/${plan.name}`, variable, isFrozen };
}

/** A stream for each weight, so that no layer's start depends on another's. */
function initialValues({ plan, name }: WeightEntry, seed: number): Float32Array {
  const values = initialize(plan.initializer, plan.shape, randomStream(seed, `initial weights of ${name}`));
  return plan.ones ? values.fill(1, ...plan.ones) : values;
}

function assign({ variable, plan }: WeightEntry, values: Float32Array): void {
  // A copy: TensorFlow takes the numbers only when they are first used, and the caller may change its own by then.
  const value = tf.tensor(values.slice(), [...plan.shape]);
  variable.assign(value);
  value.dispose();
}

function expectSame(entries: readonly WeightEntry[], given: readonly NamedWeight[]): void {
  if (given.length !== entries.length) throw unfit(`${entries.length} weights`, `${given.length}`);
  for (const [index, { name, plan }] of entries.entries()) {
    const weight = given[index] as NamedWeight;
    const expected = describe(name, plan.shape);
    const received = describe(weight.name, weight.shape);
    if (received !== expected) throw unfit(`the weight ${expected}`, received);
    if (weight.values.length !== product(plan.shape)) {
      throw unfit(`${product(plan.shape)} numbers for ${expected}`, `${weight.values.length}`);
    }
  }
}

function describe(name: string, shape: readonly number[]): string {
  return `${name} [${shape.join(', ')}]`;
}

function unfit(expected: string, received: string): AppError {
  return new AppError('ERR_VERSION_BROKEN', `Expected ${expected}. Received: ${received}.`);
}
