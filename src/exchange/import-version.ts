/**
 * Files of other tools, or of this service, become a version: recognized, read, checked against what networks may be here, and
 * published. The same files with the same options are the same version.
 *
 * DESIGN What a file says is read, never run. All it says of itself, in a manifest of ours beside it, anybody may have written: what
 * readers of a manifest rely on is checked here. Imports take turns, since each holds its weights several times.
 */
import { v7 as uuid } from 'uuid';
import { AppError, messageOf } from '../errors.ts';
import type { Registry, VersionReference } from '../registry/index.ts';
import type { Storage } from '../storage/index.ts';
import type { ImportedNetwork, ImportFormat } from './format.ts';
import { IMPORT_FORMATS } from './formats.ts';
import { openFiles, type UploadedKey } from './import-files.ts';
import type { ImportVersionOptions } from './import-options.ts';
import { publicationOf } from './imported-publication.ts';

export interface ImportVersionOrder {
  readonly model: string;
  readonly files: readonly UploadedKey[];
  readonly options: ImportVersionOptions;
  /** Of the files and the options. */
  readonly digest: string;
}

export interface ImportedVersion extends VersionReference {
  /** Whether the same import had made it before. */
  readonly repeated: boolean;
}

export interface Imports {
  /**
   * @throws AppError ERR_MODEL_FILE, ERR_NETWORK, ERR_DATA (of an archive), ERR_VALIDATION, ERR_RATE_LIMIT where too many wait,
   * ERR_UNAVAILABLE.
   */
  make(order: ImportVersionOrder): Promise<ImportedVersion>;
}

export interface ImportsOptions {
  readonly storage: Storage;
  readonly registry: Pick<Registry, 'publish' | 'importedAs'>;
  readonly parametersMax: number;
  /** Of all files of an archive together. */
  readonly expandedBytesMax: number;
}

const WAITING_MAX = 16;

export function createImports(options: ImportsOptions): Imports {
  const { storage, registry, parametersMax, expandedBytesMax } = options;
  let waiting = 0;
  let line: Promise<unknown> = Promise.resolve();

  async function read(order: ImportVersionOrder): Promise<{ format: ImportFormat; network: ImportedNetwork }> {
    const files = await openFiles(storage, order.files, { expandedBytesMax });
    try {
      for (const format of IMPORT_FORMATS)
        if (await format.recognizes(files)) {
          const network = await format.read(files, { inputShape: order.options.inputShape });
          return { format, network };
        }
      throw unknownFiles(files.paths);
    } catch (error) {
      // The stack is bounded, and files may be nested as deep as they like.
      if (!(error instanceof RangeError)) throw error;
      throw new AppError('ERR_MODEL_FILE', `Expected a file that can be read. Received: ${messageOf(error)}.`);
    } finally {
      await files.close();
    }
  }

  async function make(order: ImportVersionOrder): Promise<ImportedVersion> {
    const { model, digest } = order;
    const earlier = await registry.importedAs(model, digest);
    if (earlier) return { ...earlier, repeated: true };
    const { format, network } = await read(order);
    const notes = network.notes ?? [];
    const from = {
      ...{ format: format.name, files: order.files.map(({ name }) => name), digest },
      ...(notes.length > 0 && { notes: [...notes] }),
    };
    const { publication, weights } = publicationOf(network, order.options, { job: uuid(), from, parametersMax });
    return { ...(await registry.publish(model, publication, weights)), repeated: false };
  }

  return {
    async make(order) {
      if (waiting >= WAITING_MAX)
        throw new AppError(
          'ERR_RATE_LIMIT',
          `Expected at most ${WAITING_MAX} imports of models at once. Received: more.`,
        );
      waiting += 1;
      const made = line.then(() => make(order)).finally(() => waiting--);
      line = made.catch(() => undefined);
      return made;
    },
  };
}

const SHOWN = 5;

function unknownFiles(paths: readonly string[]): AppError {
  const some = paths.slice(0, SHOWN).map((path) => JSON.stringify(path.slice(0, 100)));
  const names = IMPORT_FORMATS.map(({ name }) => name).join(', ');
  return new AppError(
    'ERR_MODEL_FILE',
    `Expected a model in one of the formats ${names}, as one file, as a ZIP archive, or as its files. Received: ${some.join(', ') || 'nothing'}${paths.length > SHOWN ? ', …' : ''}.`,
  );
}
