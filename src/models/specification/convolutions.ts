/**
 * The convolutions of the preset `cnn`, for pictures (spectrograms too) and for steps of any size: windows fit, and what is
 * handed to the layer after them stays small, however large the input is.
 */
import type { Layer } from './layers/index.ts';

/** A picture whose larger side is at least this gets blocks until it is small, and its places are averaged. */
const LARGE_SIDE_MIN = 64;
/** A picture whose smaller side is below this is padded, for it has no edge to give away. */
const UNPADDED_SIDE_MIN = 16;
const AVERAGED_SIDE_MAX = 8;
/** Above this, the first convolution steps over places: what it makes of each would not fit into memory. */
const UNSTEPPED_SIDE_MAX = 256;
const PICTURE_FILTERS = [32, 64] as const;

const FLATTENED_STEPS_MAX = 16;
/** Above this, a block leaves a quarter of its steps instead of half. */
const HALVED_STEPS_MAX = 256;
/** Steps that a filter sees at once. */
const STEPS_WINDOW = 5;

const FILTERS_MAX = 128;

/**
 * @param size height and width.
 * @param filters of one block each, if not those that fit the size.
 */
export function convolvedPicture(size: readonly [number, number], filters?: readonly number[]): Layer[] {
  if (filters) return pictureBlocks(size, filters, 1);
  if (Math.max(...size) < LARGE_SIDE_MIN) return pictureBlocks(size, PICTURE_FILTERS, UNPADDED_SIDE_MIN);
  const layers: Layer[] = [];
  let largest = Math.max(...size);
  // The first blocks see the most places, and cost the most: they begin with fewer filters, the larger the picture is.
  let count = largest > UNSTEPPED_SIDE_MAX / 2 ? 16 : 32;
  const step = Math.ceil(largest / UNSTEPPED_SIDE_MAX);
  let [height, width] = size.map((side) => Math.ceil(side / step)) as [number, number];
  while (largest > AVERAGED_SIDE_MAX) {
    const first = layers.length === 0 && step > 1;
    layers.push({
      ...{ type: 'conv2d', filters: count, kernelSize: first ? step + 2 : 3, padding: 'same', activation: 'relu' },
      ...(first && { strides: step }),
    });
    layers.push(...pooledPicture(height, width));
    [height, width] = [halved(height), halved(width)];
    largest = Math.max(height, width);
    count = Math.min(2 * count, FILTERS_MAX);
  }
  return [...layers, { type: 'globalAveragePooling2d' }];
}

/** @param steps how many. @param filters of one block each, if not those that fit. */
export function convolvedSteps(steps: number, filters: readonly number[] = fittingFilters(steps)): Layer[] {
  let left = steps;
  const layers = filters.flatMap((count): Layer[] => {
    const poolSize = stepsPool(left);
    left = Math.floor(left / poolSize);
    return [
      { type: 'conv1d', filters: count, kernelSize: STEPS_WINDOW, padding: 'same', activation: 'relu' },
      ...(poolSize > 1 ? [{ type: 'maxPooling1d', poolSize } as const] : []),
    ];
  });
  // Flattened, not averaged: when something happens in a series tells as much as that it does.
  return [...layers, { type: 'flatten' }];
}

/** Two blocks, and as many more as leave few steps. */
function fittingFilters(steps: number): number[] {
  const filters: number[] = [];
  let count = 32;
  for (let left = steps; filters.length < 2 || left > FLATTENED_STEPS_MAX; left = Math.floor(left / stepsPool(left))) {
    filters.push(count);
    count = Math.min(2 * count, FILTERS_MAX);
  }
  return filters;
}

function stepsPool(steps: number): number {
  return steps > HALVED_STEPS_MAX ? 4 : Math.min(steps, 2);
}

/** @param unpaddedSideMin the smaller side from which windows stay inside the picture, as long as they fit. */
function pictureBlocks(size: readonly [number, number], filters: readonly number[], unpaddedSideMin: number): Layer[] {
  const same = Math.min(...size) < unpaddedSideMin;
  let [height, width] = size;
  const layers = filters.flatMap((count): Layer[] => {
    const padded = same || Math.min(height, width) < 3;
    if (!padded) [height, width] = [height - 2, width - 2];
    const convolution: Layer = { type: 'conv2d', filters: count, kernelSize: 3, activation: 'relu' };
    const pooling = pooledPicture(height, width);
    [height, width] = [halved(height), halved(width)];
    return [padded ? { ...convolution, padding: 'same' } : convolution, ...pooling];
  });
  return [...layers, { type: 'flatten' }];
}

/** A side of one place is left as it is. */
function pooledPicture(height: number, width: number): Layer[] {
  const [down, across] = [Math.min(height, 2), Math.min(width, 2)];
  if (down === across) return down > 1 ? [{ type: 'maxPooling2d', poolSize: down }] : [];
  return [{ type: 'maxPooling2d', poolSize: [down, across] }];
}

function halved(side: number): number {
  return Math.max(1, Math.floor(side / 2));
}
