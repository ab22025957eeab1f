/** A dataset to those who train with it or show it. Which of the ways to its rows it has follows from its manifest's form. */
import type { DatasetManifest } from './manifest.ts';
import type { RowArray } from './row-array.ts';

export interface Dataset {
  readonly manifest: DatasetManifest;
  /**
   * The rows of a dataset of the form `array`.
   * @param memoryBytesMax inputs that are larger stay in their file, and rows are read as they are needed.
   */
  arrays(memoryBytesMax: number): Promise<DatasetArrays>;
  /** Of the form `table`: the path of its Parquet file, on this machine. */
  table(): Promise<string>;
}

export interface DatasetArrays {
  readonly inputs: RowArray;
  /** As the manifest's `targets` say; none where it has none. */
  readonly targets: Int32Array | Uint8Array | Float32Array | undefined;
}
