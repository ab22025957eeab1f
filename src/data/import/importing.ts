/** What an import gets and gives. It knows files and folders of this machine, nothing of storage, jobs or HTTP. */
import type { DatasetManifest } from '../manifest.ts';
import type { ImportOptions } from './options.ts';

export interface ImportSource {
  /** What was uploaded, in its order. A JSON request body that holds the data itself is one file of it. */
  readonly files: readonly UploadedFile[];
  readonly options: ImportOptions;
}

export interface UploadedFile {
  /** As the user called it: for messages only, never for a path. */
  readonly name: string;
  readonly path: string;
}

export interface ImportTools {
  /** An empty folder for the dataset's files, named as `DATASET_FILES` says. */
  readonly output: string;
  /** An empty folder for whatever else is needed; its owner removes both. */
  readonly scratch: string;
  readonly limits: ImportLimits;
  /** Stops within a second. */
  readonly signal: AbortSignal;
  /** @param fraction of the work, from 0 to 1, where that is known. */
  progress(fraction: number | undefined, message: string): void;
}

export interface ImportLimits {
  readonly memoryBytesMax: number;
  /** Of all files of an archive together, and of any file unpacked. */
  readonly expandedBytesMax: number;
  readonly archiveFilesMax: number;
  readonly rowsMax: number;
  readonly columnsMax: number;
}

/** What was understood: the manifest without what its owner knows. */
export type Imported = Omit<DatasetManifest, 'format' | 'name' | 'createdAt' | 'digest' | 'bytes'>;

/** @throws AppError ERR_DATA that names file, row or column and says what was expected and what came. */
export type Importer = (source: ImportSource, tools: ImportTools) => Promise<Imported>;
