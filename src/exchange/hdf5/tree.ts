/** What of an HDF5 file matters here: arrays of numbers under paths, and words beside groups. */

export interface Hdf5Array {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float32Array;
}

/** By paths without a slash in front: `layers/dense/vars/0`. */
export interface Hdf5Content {
  readonly arrays: Readonly<Record<string, Hdf5Array>>;
  /** Of groups: their attributes of words. A list of words is one, too. The file's own are under the empty path. */
  readonly attributes: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface Hdf5Limits {
  /** Of all arrays together, as single precision. */
  readonly bytesMax: number;
  /** Groups and arrays. */
  readonly entriesMax: number;
  /** What is not read: paths begin so. */
  readonly leftOut: readonly string[];
}

export type Hdf5Order =
  | { readonly write: Hdf5Content }
  | { readonly read: { readonly bytes: Uint8Array; readonly limits: Hdf5Limits } };

export type Hdf5Answer =
  | { readonly written: Uint8Array }
  | { readonly content: Hdf5Content }
  | { readonly refusal: string };
