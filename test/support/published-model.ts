/** A version in the registry without a training: a real network with the weights that its seed draws. */
import { createNetwork } from '../../src/models/index.ts';
import type { ChosenNetwork } from '../../src/models/specification/index.ts';
import { createRegistry, type JudgedRow, type Publication, type VersionReference } from '../../src/registry/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { publicationOf } from './digits-publication.ts';

export async function publishModel(
  storage: Storage,
  model: string,
  job: string,
  network: ChosenNetwork = 'mlp',
  changes: Partial<Publication> = {},
  judged?: readonly JudgedRow[],
): Promise<VersionReference> {
  const publication = publicationOf(job, changes, network);
  const made = createNetwork(publication.layers, publication.inputShape, publication.lineage.seed);
  const weights = made.weights();
  made.dispose();
  return createRegistry(storage).publish(model, publication, weights, judged);
}
