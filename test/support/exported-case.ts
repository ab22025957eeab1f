/** A layer case as a version that is to be exported: its network with the weights of the oracle. */
import type { ExportedVersion } from '../../src/exchange/format.ts';
import type { NamedWeight } from '../../src/models/index.ts';
import { type LayerCase, networkOf } from '../models/layer-cases.ts';
import { publicationOf } from './digits-publication.ts';

export interface ExportedCase extends ExportedVersion {
  readonly weights: readonly NamedWeight[];
  /** Of the case's inputs, as this service computes them. */
  outputs(inputs: Float32Array, count: number): Float32Array;
}

export function exportedCase(each: LayerCase): ExportedCase {
  const network = networkOf(each, each.layers);
  const weights = network.weights();
  const { parameters } = network;
  network.dispose();
  return {
    weights,
    manifest: {
      ...publicationOf('job-1'),
      ...{ format: 1, model: 'layers', version: 1, createdAt: '2026-01-01T00:00:00.000Z' },
      ...{ layers: each.layers, inputShape: [...each.inputShape], parameters, weightsDigest: 'sha256:0' },
      preprocessing: { kind: 'tensor', shape: [...each.inputShape], offsets: [0], divisors: [1] },
      labels: ['0', '1', '2'],
      weights: weights.map(({ name, shape }) => ({ name, shape: [...shape] })),
    },
    outputs(inputs, count) {
      const made = networkOf(each, each.layers);
      const outputs = made.predict(inputs, count);
      made.dispose();
      return outputs;
    },
  };
}
