/** What a training may be, by the configuration: the api and the worker plan by the same, so that they refuse alike. */
import type { Config } from '../config.ts';
import type { NetworkLimits } from '../models/specification/index.ts';

/** What a trainer holds before it trains, most of it TensorFlow: 470 MiB are measured, part of which trainings use again. */
const TRAINER_BASE_BYTES = 448 * 2 ** 20;

export function planningLimits({
  parametersLimit,
  trainerMemoryBytes,
}: Pick<Config, 'parametersLimit' | 'trainerMemoryBytes'>): NetworkLimits {
  return {
    parametersMax: parametersLimit,
    activationBytesMax: Math.max(0, trainerMemoryBytes - TRAINER_BASE_BYTES),
  };
}
