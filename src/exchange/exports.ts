/**
 * Versions as files of other tools. Each is made once, when it is first asked for, and kept beside the version.
 *
 * DESIGN A kept file is what makes downloads cheap: a range of it is read from the disk, however slow its reader, and its
 * digest is a strong ETag. The archive is written first, what is known of it last: without that there is no export. Files
 * of the same name by two processes at once are the same bytes. Exports are made one at a time in each process, since each
 * needs several times the memory of its weights.
 */
import { AppError } from '../errors.ts';
import { exportsKey, type Manifest, type Registry, type VersionReference } from '../registry/index.ts';
import type { Storage } from '../storage/index.ts';
import { type FileRanges, fileRanges } from './archive-ranges.ts';
import { writeArchive } from './archive-writer.ts';
import { EXPORT_NAMES, type ExportFormat, type ExportName } from './format.ts';
import { EXPORT_FORMATS } from './formats.ts';

export interface StoredExport {
  /** In storage. */
  readonly key: string;
  readonly bytes: number;
  /** `sha256:…` */
  readonly digest: string;
  /** Where the files lie in the archive, uncompressed. */
  readonly files: FileRanges;
}

export interface Exports {
  /**
   * The archive of a version in a format, made if it is not there yet.
   * @throws AppError ERR_NOT_FOUND, ERR_EXPORT where the format cannot hold the version, ERR_VERSION_BROKEN,
   * ERR_RATE_LIMIT where too many are being made, ERR_UNAVAILABLE.
   */
  open(reference: VersionReference, format: ExportName): Promise<StoredExport>;
}

const WAITING_MAX = 16;
const BYTES_MAX = 2 ** 33;

export function createExports(storage: Storage, registry: Pick<Registry, 'manifest' | 'weights'>): Exports {
  const underway = new Map<string, Promise<StoredExport>>();
  let line: Promise<unknown> = Promise.resolve();

  async function known(key: string): Promise<StoredExport | undefined> {
    const bytes = await storage.get(`${key}.json`);
    return bytes && (JSON.parse(bytes.toString('utf8')) as StoredExport);
  }

  async function make(manifest: Manifest, format: ExportFormat, key: string): Promise<StoredExport> {
    const files = await format.files({ manifest, weights: await registry.weights(manifest) });
    const { bytes, digest } = await storage.putStream(key, writeArchive(files), {
      bytesMax: BYTES_MAX,
      signal: new AbortController().signal,
    });
    const made: StoredExport = { key, bytes, digest, files: await fileRanges(storage, key) };
    await storage.put(`${key}.json`, JSON.stringify(made));
    // Removed meanwhile: nobody would ever remove its exports.
    if (!(await registry.manifest(manifest))) {
      await storage.deleteAll(exportsKey(manifest));
      throw notFound(manifest);
    }
    return made;
  }

  function makeInTurn(manifest: Manifest, format: ExportFormat, key: string): Promise<StoredExport> {
    const others = underway.get(key);
    if (others) return others;
    if (underway.size >= WAITING_MAX)
      throw new AppError(
        'ERR_RATE_LIMIT',
        `Expected at most ${WAITING_MAX} exports that are made at once. Received: more.`,
      );
    const made = line.then(() => make(manifest, format, key)).finally(() => underway.delete(key));
    line = made.catch(() => undefined);
    underway.set(key, made);
    return made;
  }

  return {
    async open(reference, name) {
      const format = exportFormat(name);
      const manifest = await registry.manifest(reference);
      if (!manifest) throw notFound(reference);
      const key = `${exportsKey(reference)}/${name}-${format.revision}.zip`;
      return (await known(key)) ?? makeInTurn(manifest, format, key);
    },
  };
}

/** @throws AppError ERR_VALIDATION for one that cannot be written. */
export function exportFormat(name: ExportName): ExportFormat {
  const format = EXPORT_FORMATS[name];
  if (format) return format;
  throw unknownFormat(name);
}

function notFound({ model, version }: VersionReference): AppError {
  return new AppError('ERR_NOT_FOUND', `Could not find version ${version} of model ${model}`);
}

function unknownFormat(name: string): AppError {
  const known = EXPORT_NAMES.filter((each) => EXPORT_FORMATS[each]).join(', ');
  return new AppError('ERR_VALIDATION', `Expected a format that can be written: ${known}. Received: "${name}".`);
}
