/** The checkpoint of a SavedModel: what its index says, and the numbers, file by file. Knows nothing of what they are for. */
import { AppError } from '../../errors.ts';
import type { NamedWeight } from '../../models/index.ts';
import type { ImportedFiles } from '../format.ts';
import { shardPath, VARIABLES } from './files.ts';
import { type BundledTensor, readBundleIndex, readTensor } from './tensor-bundle.ts';

export interface Checkpoint {
  readonly tensors: ReadonlyMap<string, BundledTensor>;
  /** The file that a tensor is in. */
  shardOf(tensor: BundledTensor): Promise<Buffer>;
  /** Tensors of float32, in the order of their names. @throws AppError ERR_MODEL_FILE for one that is not there, or damaged. */
  read(names: readonly string[]): Promise<NamedWeight[]>;
}

const INDEX_BYTES_MAX = 256 * 1024 * 1024;
const SHARD_BYTES_MAX = 2 ** 31 - 1;
const SHARDS_MAX = 1000;

export async function openCheckpoint(files: ImportedFiles): Promise<Checkpoint> {
  const { shards, tensors } = readBundleIndex(await files.read(`${VARIABLES}.index`, INDEX_BYTES_MAX));
  if (shards > SHARDS_MAX) throw misfit(`at most ${SHARDS_MAX} files of variables`, `${shards}`);
  const shardAt = (shard: number): Promise<Buffer> => files.read(shardPath(shard, shards), SHARD_BYTES_MAX);
  return {
    tensors,
    shardOf: ({ shard }) => shardAt(shard),
    /** One file after the other, since each is in memory while it is read. */
    async read(names) {
      const wanted = [...new Set(names)].map((name) => [name, tensorCalled(tensors, name)] as const);
      const found = new Map<string, NamedWeight>();
      for (const shard of new Set(wanted.map(([, tensor]) => tensor.shard))) {
        const data = await shardAt(shard);
        const own = wanted.filter(([, tensor]) => tensor.shard === shard);
        expectApart(own, data.length);
        for (const [name, tensor] of own) found.set(name, await readTensor(name, tensor, data));
      }
      return names.flatMap((name) => found.get(name) ?? []);
    },
  };
}

/** Small files whose tensors are all in the same place would become large weights. */
function expectApart(tensors: readonly (readonly [string, BundledTensor])[], length: number): void {
  const bytes = tensors.reduce((sum, [, tensor]) => sum + tensor.bytes, 0);
  if (bytes > length) throw misfit(`at least ${bytes} bytes of variables`, `${length}`);
}

const SHOWN_MAX = 5;

/** Some names, for messages. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_MAX).map((name) => `"${name.slice(0, 60)}"`);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  return shown.length > 0 ? `${shown.join(', ')}${more}` : 'none';
}

function tensorCalled(tensors: ReadonlyMap<string, BundledTensor>, name: string): BundledTensor {
  const tensor = tensors.get(name);
  if (tensor) return tensor;
  throw misfit(`a variable "${name}"`, `none of that name among ${listed([...tensors.keys()])}`);
}

function misfit(expected: string, received: string): AppError {
  return new AppError('ERR_MODEL_FILE', `Expected ${expected}. Received: ${received}.`);
}
