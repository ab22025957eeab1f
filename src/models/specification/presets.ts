/**
 * The three networks of the start, sized to the data they are given: `mlp`, `cnn`, `lstm`.
 * A preset gives hidden layers only; the output layer follows from the target (`plan.ts`).
 */
import { AppError } from '../../errors.ts';
import type { Layer } from './layers/index.ts';
import type { Preset, PresetName } from './network.ts';

/**
 * The hidden layers of a preset for inputs of a shape.
 * @param inputShape without the batch: `[features]`, `[steps, features]` or `[height, width, channels]`.
 * @throws AppError ERR_NETWORK where the preset cannot take that shape.
 */
export function presetLayers(preset: PresetName | Preset, inputShape: readonly number[]): Layer[] {
  const settings: Preset = typeof preset === 'string' ? { preset } : preset;
  switch (settings.preset) {
    case 'mlp':
      return [...flattened(inputShape), ...denseRelu(settings.units ?? [64, 32], settings)];
    case 'cnn':
      return [
        ...pictured(inputShape),
        ...(settings.filters ?? [32, 64]).flatMap(convolved),
        { type: 'flatten' },
        ...denseRelu(settings.units ?? [64], settings),
      ];
    case 'lstm':
      return [
        ...sequenced(inputShape),
        { type: 'lstm', units: settings.lstmUnits ?? 64 },
        ...dropout(settings),
        ...denseRelu(settings.units ?? [32], settings),
      ];
  }
}

function denseRelu(units: readonly number[], settings: Preset): Layer[] {
  return units.flatMap((count) => [{ type: 'dense', units: count, activation: 'relu' }, ...dropout(settings)]);
}

/** Where a preset's dropout is asked for, it follows every hidden layer of units. */
function dropout({ dropout: rate = 0 }: Preset): Layer[] {
  return rate > 0 ? [{ type: 'dropout', rate }] : [];
}

function convolved(filters: number): Layer[] {
  return [
    { type: 'conv2d', filters, kernelSize: 3, activation: 'relu' },
    { type: 'maxPooling2d', poolSize: 2 },
  ];
}

function flattened(shape: readonly number[]): Layer[] {
  return shape.length > 1 ? [{ type: 'flatten' }] : [];
}

function pictured(shape: readonly number[]): Layer[] {
  if (shape.length === 3) return [];
  throw unsuited('cnn', 'pictures of [height, width, channels]', shape);
}

/** A picture is read row by row: its height becomes the steps, a row's pixels the features. */
function sequenced(shape: readonly number[]): Layer[] {
  const [steps, width, channels] = shape;
  if (shape.length === 2) return [];
  if (steps !== undefined && width !== undefined && channels !== undefined) {
    return [{ type: 'reshape', targetShape: [steps, width * channels] }];
  }
  throw unsuited('lstm', 'sequences of [steps, features] or pictures', shape);
}

function unsuited(preset: PresetName, wanted: string, shape: readonly number[]): AppError {
  const detail = `Expected ${wanted} for the preset "${preset}". Received: inputs of shape [${shape.join(', ')}].`;
  return new AppError('ERR_NETWORK', detail, { problems: [{ pointer: '/network', detail }] });
}
