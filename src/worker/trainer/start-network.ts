/**
 * The network that a training begins with: drawn by its seed, with the weights of its base where it has one. What a checkpoint
 * holds replaces all but those that are frozen.
 */
import { createNetwork, type Network } from '../../models/index.ts';
import type { BaseVersion, JobSpecification } from '../../models/specification/index.ts';
import type { Manifest, Registry } from '../../registry/index.ts';

/** @throws AppError ERR_VERSION_BROKEN where the weights of the base are not those that it was published with. */
export async function startNetwork(
  { layers, data, training, base }: JobSpecification,
  manifest: Manifest | undefined,
  registry: Registry,
): Promise<Network> {
  const weights = manifest && (await registry.weights(manifest));
  const network = createNetwork(layers, data.inputShape, training.seed, { frozen: base?.frozen });
  if (!base || !weights) return network;
  const taken = new Set(base.taken);
  const known = new Map(weights.filter(({ name }) => taken.has(layerOf(name))).map((weight) => [weight.name, weight]));
  try {
    network.setWeights(network.weights().map((drawn) => known.get(drawn.name) ?? drawn));
    return network;
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/** For the job's log. */
export function toldOfBase({ model, version, taken, fresh, frozen }: BaseVersion): string {
  const drawn = fresh.length > 0 ? ` Drawn anew: ${fresh.join(', ')}.` : '';
  const kept = frozen.length > 0 ? ` Frozen: ${frozen.join(', ')}.` : '';
  return `Weights of ${model}@${version}: ${taken.join(', ')}.${drawn}${kept}`;
}

/** Names of layers have no slash. */
function layerOf(weight: string): string {
  return weight.slice(0, weight.indexOf('/'));
}
