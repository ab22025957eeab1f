/**
 * Imported datasets in storage. What an attempt at an import made lies below `datasets/<name>/<job>/<attempt>/`; the record
 * `datasets/<name>/<job>/dataset.json` is written last, once, and says which attempt's files are the dataset.
 */
import { AppError } from '../errors.ts';
import type { Storage } from '../storage/index.ts';
import type { DatasetManifest } from './manifest.ts';

export interface DatasetRecord {
  /** Whose files they are. */
  readonly attempt: number;
  readonly files: Readonly<Record<string, { readonly bytes: number }>>;
  readonly manifest: DatasetManifest;
}

/** Which import a dataset comes from. */
export interface Origin {
  readonly name: string;
  readonly job: string;
}

export interface DatasetStore {
  /** @throws AppError ERR_DATASET_BROKEN if the record is damaged. @returns undefined where nothing was published. */
  record(origin: Origin): Promise<DatasetRecord | undefined>;
  /** Takes a file of this machine as one of an attempt's. */
  putFile(origin: Origin, attempt: number, file: string, path: string): Promise<void>;
  /** Publishes an attempt, unless another one is. @returns the record that counts. */
  publish(origin: Origin, record: DatasetRecord): Promise<DatasetRecord>;
  /** The path of a file on this machine. @throws AppError ERR_DATASET_BROKEN if it is not as it was published. */
  localFile(origin: Origin, record: DatasetRecord, file: string): Promise<string>;
  /** Removes what an attempt and those before it left, but what was published. */
  tidy(origin: Origin, attempt: number): Promise<void>;
  /** Removes a dataset's record and files. */
  remove(origin: Origin): Promise<void>;
}

const ATTEMPT = /^[1-9]\d{0,8}$/;

export function createDatasetStore(storage: Storage): DatasetStore {
  const folder = ({ name, job }: Origin): string => `datasets/${name}/${job}`;
  const recordKey = (origin: Origin): string => `${folder(origin)}/dataset.json`;
  const fileKey = (origin: Origin, attempt: number, file: string): string => `${folder(origin)}/${attempt}/${file}`;

  async function record(origin: Origin): Promise<DatasetRecord | undefined> {
    const bytes = await storage.get(recordKey(origin));
    return bytes && parseRecord(bytes, origin);
  }

  return {
    record,
    putFile: (origin, attempt, file, path) => storage.putFile(fileKey(origin, attempt, file), path),
    async publish(origin, published) {
      if (await storage.putIfAbsent(recordKey(origin), JSON.stringify(published, null, 1))) return published;
      return (await record(origin)) ?? published;
    },
    async localFile(origin, { attempt, files }, file) {
      const expected = files[file];
      const path = expected && (await storage.localFile(fileKey(origin, attempt, file)));
      if (!path) throw brokenDataset(origin.name, `its file ${file}`, 'none');
      return path;
    },
    async tidy(origin, attempt) {
      const published = (await record(origin))?.attempt;
      for (const name of await storage.list(folder(origin))) {
        const made = ATTEMPT.test(name) ? Number(name) : undefined;
        if (made !== undefined && made <= attempt && made !== published)
          await storage.deleteAll(`${folder(origin)}/${name}`);
      }
    },
    remove: (origin) => storage.deleteAll(folder(origin)),
  };
}

export function brokenDataset(name: string, expected: string, received: string, cause?: unknown): AppError {
  return new AppError(
    'ERR_DATASET_BROKEN',
    `Expected the dataset "${name}" as it was imported, with ${expected}. Received: ${received}.`,
    { cause },
  );
}

/** By what its readers rely on: it was written by us, and can only be damaged as a whole. */
function parseRecord(bytes: Buffer, { name }: Origin): DatasetRecord {
  try {
    const { attempt, files, manifest } = JSON.parse(bytes.toString('utf8')) as Partial<DatasetRecord>;
    const whole = manifest?.format === 1 && manifest.name === name && typeof manifest.content?.form === 'string';
    if (whole && files && typeof attempt === 'number') return { attempt, files, manifest };
  } catch {
    // Told below, like all bytes that are no record.
  }
  throw brokenDataset(name, 'its manifest', `${bytes.length} bytes that are none`);
}
