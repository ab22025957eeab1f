/** Layers models of TensorFlow.js: `model.json` with its weights in one file or several, also as whole numbers of fewer bytes. */
import { AppError } from '../../errors.ts';
import { show } from '../../schema-words.ts';
import type { ImportFormat } from '../format.ts';
import { parseJson } from '../keras/json.ts';
import { type FileLayer, readGraph } from '../keras/read-graph.ts';
import { type FindWeights, type FoundWeight, readNetwork, type WeighedLayer } from '../keras/read-network.ts';
import { restore } from '../keras/restore.ts';
import { readSideFile, SIDE_FILE_KEY } from '../side-file.ts';
import { MODEL_FILE } from './export.ts';
import { weightAt } from './weight-names.ts';
import { readShards } from './weight-shards.ts';

/** Parsed while others wait. */
const MODEL_BYTES_MAX = 16 * 2 ** 20;

interface ModelJson {
  readonly format?: unknown;
  readonly modelTopology?: { readonly model_config?: unknown } | null;
  readonly weightsManifest?: unknown;
  readonly userDefinedMetadata?: Readonly<Record<string, unknown>> | null;
}

export const tfjsImport: ImportFormat = {
  name: 'tfjs',
  recognizes: async ({ paths }) => paths.includes(MODEL_FILE),
  async read(files, { inputShape }) {
    const model = (parseJson(await files.read(MODEL_FILE, MODEL_BYTES_MAX), MODEL_FILE) ?? {}) as ModelJson;
    const topology = model.modelTopology ?? undefined;
    if (model.format === 'graph-model' || !topology)
      throw new AppError(
        'ERR_MODEL_FILE',
        `Expected a layers model in "${MODEL_FILE}" (tf.LayersModel.save). Received: ${show(String(model.format ?? 'none'))}.`,
      );
    const graph = readGraph(topology.model_config ?? topology);
    const findWeights = weightsIn(await readShards(files, model.weightsManifest));
    const side = model.userDefinedMetadata?.[SIDE_FILE_KEY];
    const restored = side === undefined ? undefined : restore(readSideFile(side), graph, 'tfjs', findWeights);
    return restored ?? readNetwork(graph, { writer: 'tfjs', inputShape, findWeights });
  },
};

/** By the names that TensorFlow.js, or its converter, gave them. @throws AppError ERR_MODEL_FILE for one that no layer has. */
function weightsIn(weights: ReadonlyMap<string, FoundWeight>): FindWeights {
  return (layers) => {
    const owners = new Map(layers.flatMap((layer) => ownersOf(layer).map((name) => [name, layer] as const)));
    const found = new Map<FileLayer, FoundWeight[]>();
    for (const [name, weight] of weights) {
      const parts = name.split('/');
      const at = parts.findIndex((part) => owners.has(part));
      const owner = owners.get(parts[at] ?? '');
      const index = owner ? weightAt(owner.expected, parts.slice(at)) : -1;
      if (!owner || index < 0)
        throw new AppError('ERR_MODEL_FILE', `Expected weights of the model's layers. Received: ${show(name)}.`);
      const list = found.get(owner.file) ?? [];
      found.set(owner.file, list);
      list[index] = weight;
    }
    return found;
  };
}

/** What names of a layer's weights may begin with: its own, or that of the layer within it. */
function ownersOf({ file, layer }: WeighedLayer): string[] {
  if (layer.type !== 'bidirectional' && layer.type !== 'timeDistributed') return [file.ownName];
  const { config } = (file.config.layer ?? {}) as { config?: { name?: unknown } };
  const inner = typeof config?.name === 'string' ? config.name : '';
  if (layer.type === 'timeDistributed') return [file.ownName, inner];
  return [file.ownName, `forward_${inner}`, `backward_${inner}`];
}
