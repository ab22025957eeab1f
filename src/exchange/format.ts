/**
 * What a format of other tools is to this service: a way to write a version as files, and a way to read files as a network.
 * Each format is an entry in the tables of `formats.ts`; nothing else knows it by name.
 */

import type { NamedWeight } from '../models/index.ts';
import type { NamedLayer } from '../models/specification/index.ts';
import type { Manifest } from '../registry/index.ts';
import type { SideFile } from './side-file.ts';

export const EXPORT_NAMES = ['tfjs', 'keras', 'savedmodel'] as const;
export type ExportName = (typeof EXPORT_NAMES)[number];

/** A version that is to be written. */
export interface ExportedVersion {
  readonly manifest: Manifest;
  readonly weights: readonly NamedWeight[];
}

/** One file of an export. */
export interface ExchangeFile {
  /** Within the archive, with `/`: `variables/variables.index`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface ExportFormat {
  readonly name: ExportName;
  /** Raised with every change of what is written, so that what was written before is not served any more. */
  readonly revision: number;
  /** Of the archive: every format is downloaded as one file, a ZIP whose files are stored as they are. */
  readonly mediaType: string;
  /** Of the archive's name: `digits-3` + `.keras`. */
  readonly suffix: string;
  /**
   * Writes a version. The same version gives the same bytes: no time, no random name.
   * @throws AppError ERR_EXPORT with what the format cannot say.
   */
  files(version: ExportedVersion): Promise<readonly ExchangeFile[]>;
}

/** Files that somebody sent: those of an archive, or those that came beside each other. */
export interface ImportedFiles {
  /** Without a folder that holds all of them; sorted. */
  readonly paths: readonly string[];
  /** The first bytes of a file; fewer where it is shorter. */
  head(path: string, bytes: number): Promise<Buffer>;
  /** A whole file. @throws AppError ERR_MODEL_FILE where there is none of that name, or it is larger than `bytesMax`. */
  read(path: string, bytesMax: number): Promise<Buffer>;
  /** The same as a file of this machine, for tools that read files; it may be read until the import has ended. */
  local(path: string): Promise<string>;
}

/** What was read. It is checked by whoever asked: shapes, weights, sizes. */
export interface ImportedNetwork {
  /** All layers, named, in an order in which each takes earlier ones only. */
  readonly layers: readonly NamedLayer[];
  /** Of one input, without the batch. */
  readonly inputShape: readonly number[];
  /** In any order; by our names (`dense/kernel`, `bidirectional/forward/kernel`), in our layout. */
  readonly weights: readonly NamedWeight[];
  /** What stands before the network in the files, where our preprocessing can say it: `(x − offset) / divisor`. */
  readonly scaling?: { readonly offsets: readonly number[]; readonly divisors: readonly number[] };
  /** What stands after it, for each output: `x × deviation + mean`. */
  readonly scales?: readonly { readonly mean: number; readonly deviation: number }[];
  /** Of an export of this service: all that was known of the version. The layers and weights above count. */
  readonly side?: SideFile;
  /** What of the files was left out, in sentences. */
  readonly notes?: readonly string[];
}

/** What the files may not say themselves. */
export interface ReadingOptions {
  /** Of one input, without the batch. */
  readonly inputShape?: readonly number[] | undefined;
}

export interface ImportFormat {
  /** As the lineage calls it. */
  readonly name: string;
  /** Whether the files are of this format, told by what they are, not what they are called alone. */
  recognizes(files: ImportedFiles): Promise<boolean>;
  /** @throws AppError ERR_MODEL_FILE that names layer and argument, and what is supported. Nothing of a file is ever run. */
  read(files: ImportedFiles, options: ReadingOptions): Promise<ImportedNetwork>;
}
