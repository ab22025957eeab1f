/** The networks as our own candidates build them: the presets, on the bench's data, trained as a job trains. */
import type { Examples } from '../../../src/data/index.ts';
import { createNetwork, libraryVersions, type Network } from '../../../src/models/index.ts';
import { planNetwork, type ResolvedTraining, resolveTraining } from '../../../src/models/specification/index.ts';
import { CLASSES, type NetworkName } from '../networks.ts';
import type { Order } from '../protocol.ts';

const SEED = 7;

export function createBenchNetwork(name: NetworkName, { shape }: Examples): Network {
  const { layers } = planNetwork(name, { inputShape: [...shape], outputs: CLASSES }, { parametersMax: 1e7 });
  return createNetwork(layers, shape, SEED);
}

export function trainingOf({ epochs, batchSize }: Order): ResolvedTraining {
  return resolveTraining({ epochs, batchSize, validation: { split: 0 } }, SEED);
}

export function describeEngine(): string {
  return `epochd on TensorFlow ${libraryVersions().tensorflow}`;
}

/** An eager training would be measured for a compiled one. */
export function refuseEager(message: string): never {
  throw new Error(`Expected a training that is compiled. Received: ${message}`);
}
