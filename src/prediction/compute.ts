/** Computes outputs a slice at a time, so that other requests are answered between two slices. Knows nothing of what they mean. */
import { setImmediate } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import type { Manifest } from '../registry/index.ts';
import { inUnits } from './answers.ts';
import type { ReadyModel } from './loaded-models.ts';
import { add, addCall, type VersionStatistics } from './statistics.ts';

/**
 * @param inputs whole inputs, preprocessed.
 * @returns the outputs of each. @throws AppError ERR_PREDICTION_NOT_FINITE.
 */
export async function compute(
  { inference, slices }: ReadyModel,
  manifest: Manifest,
  inputs: Float32Array,
  counts: VersionStatistics,
): Promise<number[][]> {
  const { inputSize, outputSize } = inference;
  const rows: number[][] = [];
  for (let start = 0; start < inputs.length; ) {
    if (start > 0) await setImmediate();
    const began = performance.now();
    const count = slices.next((inputs.length - start) / inputSize);
    const slice = inputs.subarray(start, start + count * inputSize);
    const outputs = inference.predict(slice, count);
    const computed = performance.now();
    add(counts.infer, computed - began);
    addCall(counts, count, computed - began);
    for (let row = 0; row < outputs.length; row += outputSize)
      rows.push(inUnits(manifest, expectFinite(outputs.subarray(row, row + outputSize))));
    add(counts.output, performance.now() - computed);
    // A smaller one, as most requests are, says too little.
    if (count === slices.size) slices.took(performance.now() - began);
    start += slice.length;
  }
  return rows;
}

function expectFinite(outputs: Float32Array): number[] {
  if (outputs.every(Number.isFinite)) return Array.from(outputs);
  throw new AppError(
    'ERR_PREDICTION_NOT_FINITE',
    'Expected finite predictions. Received: NaN or infinity from the model.',
  );
}
