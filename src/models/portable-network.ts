/**
 * A network as nodes of a graph that runs elsewhere: TensorFlow's own operations alone, its weights variables by their names.
 * Knows nothing of preprocessing, nor of how graphs are stored.
 */
import {
  addVariables,
  type GraphDefinition,
  type PortableVariable,
  type Variable,
  writeBatch,
} from '../engine/index.ts';
import type { Network } from './network.ts';
import { placeLayers, product } from './specification/index.ts';

export interface PortableNetwork {
  /** In the order of `network.weights()`. */
  readonly variables: readonly PortableVariable[];
  /** The output that is float32 `[batch, outputs]`, what the network predicts, one after the other. */
  readonly output: string;
}

/**
 * Adds a network to a graph, in steps, between which other work may be done; the network must stay until the last.
 * @param input an output of the graph: float32 `[batch, …network.inputShape]`.
 * @throws NotTraceableError if the network cannot be recorded.
 */
export function* writeNetwork(
  graph: GraphDefinition,
  network: Network,
  input: string,
): Generator<void, PortableNetwork, void> {
  const variables = addVariables(graph, namedVariables(network));
  const size = product(network.outputShape);
  const output = yield* writeBatch(graph, variables, { input, inputShape: network.inputShape }, (inputs) =>
    network.outputs(inputs).reshape([inputs.shape[0] ?? 1, size]),
  );
  return { variables, output };
}

/** Trained weights and statistics lie in lists of their own, each in the order of all. */
function namedVariables({ layers, inputShape, variables, statistics }: Network) {
  const [trained, others] = [variables.values(), statistics.values()];
  return placeLayers(layers, inputShape).flatMap(({ layer, effect }) =>
    effect.weights.map(({ name, trainable }) => ({
      name: `${layer.name}/${name}`,
      mirror: (trainable ? trained : others).next().value as Variable,
    })),
  );
}
