/**
 * One request with one version: its inputs are encoded, computed with those of others, and given in their units; in time, and
 * counted. Who is to look on (a log, a shadow) is told; knows nothing of where a request came from.
 */
import { ANSWERING_MS, createBreath } from '../breathing.ts';
import { AppError } from '../errors.ts';
import type { Manifest } from '../registry/index.ts';
import { inUnits } from './answers.ts';
import { type Caller, inTime } from './in-time.ts';
import type { LoadedModels } from './loaded-models.ts';
import type { PredictionObserver } from './observer.ts';
import type { Shadows } from './shadows.ts';
import { add, type Statistics, type VersionStatistics } from './statistics.ts';

export interface ComputationParts {
  readonly models: Pick<LoadedModels, 'use'>;
  readonly statistics: Statistics;
  readonly shadows: Pick<Shadows, 'follow'>;
  readonly observer: PredictionObserver | undefined;
  /** Is told that a version is used. */
  began(manifest: Manifest): void;
  /** Is told what a version predicted, for a caller or as a shadow. */
  predicted(manifest: Manifest, inputs: Float32Array, rows: readonly (readonly number[])[]): void;
}

/**
 * @param encode makes the inputs of a version's network, as long as they are wanted; called once more for a shadow.
 * @param shadow that is to compute the same for nobody to be told.
 * @returns the outputs of each instance, in the unit of the data.
 * @throws AppError ERR_PREDICTION_NOT_FINITE, ERR_LINE_FULL, ERR_DEADLINE, and what `encode` throws.
 */
export type Compute = (
  manifest: Manifest,
  encode: (manifest: Manifest, isWanted: () => boolean) => Promise<Float32Array>,
  caller?: Caller,
  shadow?: Manifest,
) => Promise<number[][]>;

export function createComputation(parts: ComputationParts): Compute {
  const { models, statistics, shadows, observer, began, predicted } = parts;

  async function compute(
    manifest: Manifest,
    inputs: Float32Array,
    isWanted: () => boolean,
    counts: VersionStatistics,
  ): Promise<number[][]> {
    began(manifest);
    const encoded = performance.now();
    return models.use(manifest, async ({ inference, lane }) => {
      add(counts.queue, performance.now() - encoded);
      const outputs = await lane.compute(inputs, isWanted);
      const computed = performance.now();
      const rows = await rowsOf(manifest, outputs, inference.outputSize);
      add(counts.output, performance.now() - computed);
      predicted(manifest, inputs, rows);
      return rows;
    });
  }

  return async (manifest, encode, caller = {}, shadow = undefined) => {
    const counts = statistics.of(manifest);
    const started = performance.now();
    try {
      const rows = await inTime(caller, async (isWanted) => {
        const inputs = await encode(manifest, isWanted);
        add(counts.input, performance.now() - started);
        return compute(manifest, inputs, isWanted, counts);
      });
      const took = performance.now() - started;
      add(counts.success, took);
      counts.instances += rows.length;
      counts.lastAt = Date.now();
      observer?.answered(manifest, took, false);
      if (shadow && shadow.version !== manifest.version)
        shadows.follow(manifest, rows, shadow, async () =>
          compute(shadow, await encode(shadow, () => true), () => true, statistics.of(shadow)),
        );
      return rows;
    } catch (error) {
      const took = performance.now() - started;
      add(counts.fail, took);
      observer?.answered(manifest, took, true);
      throw error;
    }
  };
}

/** @returns outputs in the unit of the data. @throws AppError ERR_PREDICTION_NOT_FINITE. */
async function rowsOf(manifest: Manifest, outputs: Float32Array, size: number): Promise<number[][]> {
  const rows: number[][] = [];
  const breathe = createBreath(undefined, ANSWERING_MS);
  for (let row = 0; row < outputs.length; row += size) {
    rows.push(inUnits(manifest, expectFinite(outputs.subarray(row, row + size))));
    const breath = breathe();
    if (breath) await breath;
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
