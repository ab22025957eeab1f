/**
 * The three networks of the start, sized to the data they are given: `mlp`, `cnn` (`convolutions.ts`), `lstm`. Tokens and
 * columns of many categories are embedded first. A preset gives hidden layers only; the output layer follows from the target (`plan.ts`).
 */
import { AppError } from '../../errors.ts';
import { type CategoryColumn, embeddedColumns } from './category-columns.ts';
import { convolvedPicture, convolvedSteps } from './convolutions.ts';
import type { Layer } from './layers/index.ts';
import type { Preset, PresetName } from './network.ts';

export interface PresetTarget {
  /** Of one input, without the batch: `[features]`, `[steps, features]` or `[height, width, channels]`; `[length]` of tokens. */
  readonly inputShape: readonly number[];
  /** Where inputs are tokens: whole numbers below this. */
  readonly vocabularySize?: number;
  /** Of rows, the inputs that are numbers of categories. */
  readonly categories?: readonly CategoryColumn[];
}

/** Wide enough for words and still quick; few tokens, such as characters, need less. */
const EMBEDDING = { unitsMin: 8, unitsMax: 64 } as const;

const TEXT_FILTERS = 128;
/** Tokens that a filter sees at once. */
const TEXT_WINDOW = 5;

/**
 * The hidden layers of a preset for inputs of a shape.
 * @throws AppError ERR_NETWORK where the preset cannot take that shape.
 */
export function presetLayers(preset: PresetName | Preset, target: PresetTarget): Layer[] {
  const settings: Preset = typeof preset === 'string' ? { preset } : preset;
  if (target.vocabularySize !== undefined) return tokenLayers(settings, target.inputShape, target.vocabularySize);
  switch (settings.preset) {
    case 'mlp':
      return [
        ...flattened(target.inputShape),
        ...embeddedColumns(target.categories ?? []),
        ...denseRelu(settings.units ?? [64, 32], settings),
      ];
    case 'cnn':
      return [...convolved(target.inputShape, settings.filters), ...denseRelu(settings.units ?? [64], settings)];
    case 'lstm':
      return [...sequenced(target.inputShape), ...recurrent(settings)];
  }
}

/** Every token becomes a list of numbers that is learnt; then an average of all, the strongest windows, or an LSTM. */
function tokenLayers(settings: Preset, inputShape: readonly number[], vocabularySize: number): Layer[] {
  if (inputShape.length !== 1) throw unsuited(settings.preset, 'tokens of [length]', inputShape);
  const embedding: Layer = { type: 'embedding', inputDim: vocabularySize, outputDim: embeddingUnits(vocabularySize) };
  switch (settings.preset) {
    case 'mlp':
      return [embedding, { type: 'globalAveragePooling1d' }, ...denseRelu(settings.units ?? [64, 32], settings)];
    case 'cnn':
      return [
        embedding,
        ...(settings.filters ?? [TEXT_FILTERS]).map(windowed),
        { type: 'globalMaxPooling1d' },
        ...denseRelu(settings.units ?? [64], settings),
      ];
    case 'lstm':
      return [embedding, ...recurrent(settings)];
  }
}

/** About the square root of the vocabulary's size, as a power of two. */
function embeddingUnits(vocabularySize: number): number {
  const units = 2 ** Math.ceil(Math.log2(vocabularySize) / 2);
  return Math.min(Math.max(units, EMBEDDING.unitsMin), EMBEDDING.unitsMax);
}

function windowed(filters: number): Layer {
  return { type: 'conv1d', filters, kernelSize: TEXT_WINDOW, padding: 'same', activation: 'relu' };
}

function recurrent(settings: Extract<Preset, { preset: 'lstm' }>): Layer[] {
  return [
    { type: 'lstm', units: settings.lstmUnits ?? 64 },
    ...dropout(settings),
    ...denseRelu(settings.units ?? [32], settings),
  ];
}

function denseRelu(units: readonly number[], settings: Preset): Layer[] {
  return units.flatMap((count) => [{ type: 'dense', units: count, activation: 'relu' }, ...dropout(settings)]);
}

/** Where a preset's dropout is asked for, it follows every hidden layer of units. */
function dropout({ dropout: rate = 0 }: Preset): Layer[] {
  return rate > 0 ? [{ type: 'dropout', rate }] : [];
}

function flattened(shape: readonly number[]): Layer[] {
  return shape.length > 1 ? [{ type: 'flatten' }] : [];
}

function convolved(shape: readonly number[], filters: readonly number[] | undefined): Layer[] {
  const [height, width] = shape;
  if (shape.length === 3 && height && width) return convolvedPicture([height, width], filters);
  if (shape.length === 2 && height) return convolvedSteps(height, filters);
  throw unsuited('cnn', 'pictures of [height, width, channels] or sequences of [steps, features]', shape);
}

/** A picture is read row by row: its height becomes the steps, a row's pixels the features. */
function sequenced(shape: readonly number[]): Layer[] {
  const [steps, width, channels] = shape;
  if (shape.length === 2) return [];
  if (shape.length === 3 && steps && width && channels) {
    return [{ type: 'reshape', targetShape: [steps, width * channels] }];
  }
  throw unsuited('lstm', 'sequences of [steps, features] or pictures', shape);
}

function unsuited(preset: PresetName, wanted: string, shape: readonly number[]): AppError {
  const detail = `Expected ${wanted} for the preset "${preset}". Received: inputs of shape [${shape.join(', ')}].`;
  return new AppError('ERR_NETWORK', detail, { problems: [{ pointer: '/network', detail }] });
}
