/** A version of whatever data, with the weights that a seed draws, as an export is given it. */
import type { ExportedVersion } from '../../src/exchange/format.ts';
import { createNetwork, type NamedWeight } from '../../src/models/index.ts';
import { type ChosenNetwork, type NamedLayer, planNetwork } from '../../src/models/specification/index.ts';
import type { Manifest } from '../../src/registry/index.ts';
import { publicationOf } from '../support/digits-publication.ts';

export interface VersionForm extends Pick<Manifest, 'preprocessing' | 'inputShape' | 'task' | 'labels'> {
  readonly scales?: NonNullable<Manifest['scales']>;
  /** A preset, or hidden layers. */
  readonly network: 'mlp' | 'cnn' | 'lstm' | { readonly layers: readonly object[] };
}

export function randomVersion(model: string, form: VersionForm): ExportedVersion {
  const { inputShape, labels, task } = form;
  const network = form.network as ChosenNetwork;
  const { layers } = planNetwork(network, { inputShape, outputs: labels.length, task }, { parametersMax: 10_000_000 });
  const made = createNetwork(layers, inputShape, 11);
  const weights = made.weights();
  made.dispose();
  return versionOf(model, { ...form, network }, layers, weights);
}

/** @param weights of the layers. */
export function versionOf(
  model: string,
  { network, ...form }: Omit<VersionForm, 'network'> & { readonly network: ChosenNetwork },
  layers: readonly NamedLayer[],
  weights: readonly NamedWeight[],
): ExportedVersion {
  const publication = publicationOf(`job-${model}`);
  const manifest: Manifest = {
    ...publication,
    ...form,
    ...{ network, layers, format: 1, model, version: 1, createdAt: '2026-11-26T00:00:00.000Z' },
    parameters: weights.reduce((sum, { values }) => sum + values.length, 0),
    weights: weights.map(({ name, shape }) => ({ name, shape: [...shape] })),
    weightsDigest: `sha256:${'0'.repeat(64)}`,
  };
  return { manifest, weights };
}
