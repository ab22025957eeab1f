/**
 * Gradients of every layer against finite differences: of the training loss in the weights, and in the inputs, so that
 * layers without weights are tested too. The direction is half the gradient itself (which a wrong length or turn would
 * betray), half a random one (which a missing part would). Randomness stays: a step's seed gives the same choices.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeing, type Scalar, type Tensor, tf, type Variable } from '../../src/engine/index.ts';
import { forwardOutcome } from '../../src/models/batch-outcome.ts';
import type { Network } from '../../src/models/index.ts';
import { defaultObjective, measuringObjective } from '../../src/models/objective.ts';
import type { NamedLayer } from '../../src/models/specification/index.ts';
import { BATCH, inputsOf, LABELS, LAYER_CASES, type LayerCase, networkOf, pseudoRandom } from './layer-cases.ts';

/** Half the distance of the two points, in a direction of length 1. */
const DISTANCE = 2e-3;
/** Float32 rounds losses of about 1 to 1e-7, which is 3e-5 over the distance; the rest is the function's curvature. */
const TOLERANCE = { absolute: 3e-4, relative: 0.01 };

const OBJECTIVE = measuringObjective('classes', defaultObjective('classes'));
const OUTPUT = { type: 'dense', name: 'out', units: 3, activation: 'softmax' } as const;

const RANDOM_CASES: readonly Pick<LayerCase, 'name' | 'inputShape' | 'layers'>[] = [
  randomCase('dropout', [8], { type: 'dropout', name: 'drop', rate: 0.4 }),
  randomCase('spatialDropout1d', [4, 6], { type: 'spatialDropout1d', name: 'drop', rate: 0.4 }),
  randomCase('spatialDropout2d', [3, 4, 6], { type: 'spatialDropout2d', name: 'drop', rate: 0.4 }),
  randomCase('gaussianNoise', [8], { type: 'gaussianNoise', name: 'noise', stddev: 0.5 }),
  ...(['lstm', 'gru', 'simpleRnn'] as const).map((type) =>
    randomCase(`${type} with dropout`, [4, 6], { type, name: 'recurrent', units: 3, dropout: 0.4 }),
  ),
];

for (const each of [...LAYER_CASES, ...RANDOM_CASES]) {
  test(`the gradient of ${each.name} is the slope of the loss`, () => {
    const layerCase = { inputs: {}, ...each } as LayerCase;
    const network = networkOf(layerCase, layerCase.layers, 7);
    freeing(() => {
      const inputs = tf.tensor(inputsOf(layerCase), [BATCH, ...layerCase.inputShape]);
      checkWeights(network, inputs);
      if (!layerCase.inputs.integers) checkInputs(network, inputs);
    });
    network.dispose();
  });
}

function lossOf(network: Network, inputs: Tensor): Scalar {
  const labels = tf.tensor(LABELS, [BATCH], 'int32');
  return forwardOutcome(network, inputs, labels, { training: true, step: tf.scalar(3, 'int32') }, OBJECTIVE).loss;
}

function checkWeights(network: Network, inputs: Tensor): void {
  const { variables } = network;
  const { grads } = tf.variableGrads(() => lossOf(network, inputs), variables as Variable[]);
  const gradients = variables.map((variable) => grads[variable.name] ?? tf.zerosLike(variable));
  const directions = directionsAlong(gradients);
  const starts = variables.map((variable) => variable.clone());
  const at = (distance: number): number => {
    for (const [index, variable] of variables.entries()) {
      variable.assign(tf.add(starts[index] as Tensor, tf.mul(directions[index] as Tensor, distance)));
    }
    return numberOf(lossOf(network, inputs));
  };
  compareSlopes(gradients, directions, at, 'weights');
  at(0);
}

function checkInputs(network: Network, inputs: Tensor): void {
  const gradient = tf.grad((x) => lossOf(network, x))(inputs);
  const directions = directionsAlong([gradient]);
  const at = (distance: number): number =>
    numberOf(lossOf(network, tf.add(inputs, tf.mul(directions[0] as Tensor, distance))));
  compareSlopes([gradient], directions, at, 'inputs');
}

/** Together of length 1. */
function directionsAlong(gradients: readonly Tensor[]): Tensor[] {
  const count = gradients.reduce((sum, { size }) => sum + size, 0);
  const length = lengthOf(gradients);
  const mixed = gradients.map((gradient, index) => {
    const signs = Float32Array.from(pseudoRandom(gradient.size, 50 + index), (value) => (value < 0.5 ? -1 : 1));
    const random = tf.mul(tf.tensor(signs, gradient.shape), 1 / Math.sqrt(count));
    return length > 0 ? tf.add(tf.div(gradient, length), random) : random;
  });
  const norm = lengthOf(mixed);
  return mixed.map((direction) => tf.div(direction, norm));
}

function compareSlopes(
  gradients: readonly Tensor[],
  directions: readonly Tensor[],
  at: (distance: number) => number,
  what: string,
): void {
  const computed = gradients.reduce(
    (sum, gradient, index) => sum + numberOf(tf.sum(tf.mul(gradient, directions[index] as Tensor))),
    0,
  );
  const measured = (at(DISTANCE) - at(-DISTANCE)) / (2 * DISTANCE);
  const tolerance = TOLERANCE.absolute + TOLERANCE.relative * Math.abs(measured);
  assert.ok(
    Math.abs(computed - measured) <= tolerance,
    `Expected a slope in the ${what} of ${measured} ± ${tolerance}. Received: ${computed}.`,
  );
}

function lengthOf(tensors: readonly Tensor[]): number {
  return Math.sqrt(tensors.reduce((sum, tensor) => sum + numberOf(tf.sum(tf.square(tensor))), 0));
}

function numberOf(scalar: Tensor): number {
  return scalar.dataSync()[0] as number;
}

function randomCase(name: string, inputShape: readonly number[], layer: NamedLayer) {
  return { name, inputShape, layers: [layer, { type: 'flatten', name: 'flat' }, OUTPUT] as NamedLayer[] };
}
