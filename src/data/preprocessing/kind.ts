/** What each kind of preprocessing can do: applied to raw inputs of a prediction just as it was to those of the training. */

export interface PreprocessingKind<P> {
  /** Of one input, without the batch, as the network takes it. */
  inputShape(preprocessing: P): readonly number[];
  /** Content types of files that hold one raw input or several: `image/*`, `text/csv`. */
  readonly mediaTypes: readonly string[];
  /**
   * @param instances raw inputs as JSON has them, in the units of the data.
   * @returns `instances.length` network inputs, row-major, preprocessed.
   * @throws AppError ERR_INSTANCES that names the instance: `instances[3].age`.
   */
  encodeInstances(preprocessing: P, instances: readonly unknown[]): Promise<Float32Array>;
  /**
   * Of kinds whose instances are rows of a table.
   * @param columns the value of a row in each of them, in their order; one that is left out is missing in all rows.
   * @returns `count` inputs, as `encodeInstances` gives them.
   */
  encodeColumns?(
    preprocessing: P,
    columns: readonly (((row: number) => unknown) | undefined)[],
    count: number,
  ): Promise<Float32Array>;
  /**
   * Of kinds whose instances may be nothing but numbers.
   * @param numbers raw inputs, row-major, finite; replaced by what `encodeInstances` makes of them.
   */
  encodeNumbers?(preprocessing: P, numbers: Float32Array): Float32Array;
  /**
   * @param bytes a file of one of `mediaTypes`.
   * @param countMax more inputs in the file are refused.
   * @returns whole inputs, as `encodeInstances` gives them.
   * @throws AppError ERR_INSTANCES, ERR_PICTURE.
   */
  encodeFile(preprocessing: P, bytes: Uint8Array, mediaType: string, countMax: number): Promise<Float32Array>;
}
