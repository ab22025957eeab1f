/**
 * A layer of Keras or TensorFlow.js as one of ours, by the schema that ours has: every argument that it knows is read, every
 * other one has to be what Keras does when it is left alone, or is refused by name. What acts in training alone and is not ours is
 * left out, and told.
 */
import { AppError } from '../../errors.ts';
import { LAYERS, type Layer, type LayerType } from '../../models/specification/index.ts';
import { show } from '../../schema-words.ts';
import { validator } from '../../validation.ts';
import { CLASS_NAMES, typeOfClass } from './classes.ts';
import { type Config, snakeCase } from './graph.ts';
import { readActivation, readConstraint, readInitializer, readRegularizer } from './settings.ts';

/** Where a layer stands. */
export interface LayerPlace {
  /** For messages: `the layer "lstm_1"`. */
  readonly where: string;
  /** Of what it takes, without the batch. */
  readonly inputShape: readonly number[];
  /** Whose file it is: Keras 3 changed what some names mean. */
  readonly writer: 'keras3' | 'keras2' | 'tfjs';
  /** Tells what was left out. */
  note(note: string): void;
}

/** Says nothing of what is computed. */
const IGNORED = new Set([
  ...['name', 'trainable', 'dtype', 'batch_input_shape', 'batch_shape', 'input_shape', 'build_config', 'seed'],
  ...['input_dtype', 'input_length', 'implementation', 'unroll', 'use_cudnn', 'zero_output_for_mask', 'time_major'],
  ...['synchronized', 'fused', 'supports_masking', 'quantization_config', 'lora_rank', 'lora_alpha', 'autocast'],
  ...[
    'renorm_momentum',
    'renorm_clipping',
    'cell',
    'return_state_names',
    'rank',
    'activity_regularizer_rate',
    'parametric_threshold',
  ],
]);

/** Arguments that ours lack, and what they must be. */
const FIXED: Readonly<Record<string, readonly unknown[]>> = {
  data_format: ['channels_last', 'channelsLast'],
  groups: [1],
  stateful: [false],
  return_state: [false],
  mask_zero: [false],
  noise_shape: [],
  renorm: [false],
  virtual_batch_size: [],
  adjustment: [],
  rms_scaling: [false],
  sparse: [false],
  ragged: [false],
  weights: [],
  shared_object_id: [],
};

/** Of training alone: a network answers the same without them. */
const TRAINING_ONLY = /^recurrent_dropout$|_regularizer$|_constraint$/;

/** Other names for our arguments. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  'leakyRelu.negativeSlope': ['alpha'],
  'relu.negativeSlope': ['alpha'],
  'gaussianNoise.stddev': ['sigma'],
  'dropout.rate': ['p'],
};

const PLAIN_NUMBERS = ['strides', 'kernelSize', 'poolSize', 'dilationRate', 'size'];
/** What Keras 1 and TensorFlow.js have where nothing is said, and Keras 3 has not. */
const OLD_DEFAULTS: Readonly<Record<string, unknown>> = { 'gru.resetAfter': false };

const problemsOf = Object.fromEntries(
  Object.entries(LAYERS).map(([type, schema]) => [type, validator(schema)]),
) as Readonly<Record<LayerType, ReturnType<typeof validator>>>;

/**
 * @throws AppError ERR_MODEL_FILE that names the layer and the argument.
 */
export function readLayer(className: string, config: Config, place: LayerPlace): Layer {
  const { where } = place;
  const type = spatialType(className, config) ?? typeOfClass(className);
  if (!type) {
    const known = Object.values(CLASS_NAMES).join(', ');
    throw refused(where, `one of ${known}`, `${show(className)}`);
  }
  const layer: Record<string, unknown> = { type };
  const read = new Set<string>();
  for (const argument of Object.keys(LAYERS[type].properties)) {
    if (argument === 'type' || argument === 'name' || argument === 'inputs') continue;
    const key = [snakeCase(argument), argument, ...(SYNONYMS[`${type}.${argument}`] ?? [])].find(
      (each) => each in config,
    );
    const value = key === undefined ? OLD_DEFAULTS[`${type}.${argument}`] : config[key];
    if (key !== undefined) read.add(key);
    if (value === undefined || value === null) continue;
    const ours = readArgument(type, argument, value, place);
    if (ours !== undefined) layer[argument] = ours;
  }
  refuseOthers(type, config, read, place);
  const [problem] = problemsOf[type](layer);
  if (problem) throw new AppError('ERR_MODEL_FILE', `${where} at ${problem.pointer}: ${problem.detail}`);
  return layer as unknown as Layer;
}

/** A `Dropout` of whole channels is a layer of its own here. */
function spatialType(className: string, { noise_shape: shape }: Config): LayerType | undefined {
  if (className !== 'Dropout' || !Array.isArray(shape)) return undefined;
  const kept = JSON.stringify(shape);
  if (kept === '[null,1,null]') return 'spatialDropout1d';
  return kept === '[null,1,1,null]' ? 'spatialDropout2d' : undefined;
}

function readArgument(type: LayerType, argument: string, value: unknown, place: LayerPlace): unknown {
  const named = `${argument} of ${place.where}`;
  if (argument === 'layer') return readInner(value, type, { ...place, where: named });
  if (/activation$/i.test(argument)) return readFunction(value, named, place);
  if (argument.endsWith('Initializer')) return readInitializer(value);
  if (argument.endsWith('Regularizer')) return known(readRegularizer(value), named, value);
  if (argument.endsWith('Constraint')) return known(readConstraint(value), named, value);
  if (argument === 'padding' && typeof value === 'string') return value.toLowerCase();
  if (PLAIN_NUMBERS.includes(argument)) return readWindow(type, argument, value, named);
  if (argument === 'targetShape') return wholeShape([value].flat(), place.inputShape);
  if (argument === 'sharedAxes' || argument === 'dims') return [value].flat();
  return value;
}

/** Before Keras 3, and in TensorFlow.js, `hard_sigmoid` was `0.2 x + 0.5`, which this service lacks. */
function readFunction(value: unknown, named: string, { writer }: LayerPlace): unknown {
  const activation = known(readActivation(value), named, value);
  if (writer !== 'keras3' && activation.startsWith('hardS') && activation !== 'hardShrink')
    throw refused(named, 'an activation of Keras 3 ("sigmoid" is near to it)', `Keras 2's ${show(String(value))}`);
  return activation;
}

/** With what the file leaves open, by a −1, as it follows from what comes in. */
function wholeShape(shape: readonly unknown[], inputShape: readonly number[]): unknown[] {
  const size = (numbers: readonly unknown[]): number => numbers.reduce<number>((all, each) => all * Number(each), 1);
  const open = size(inputShape) / Math.max(1, size(shape.filter((each) => each !== -1)));
  return shape.map((each) => (each === -1 ? open : each));
}

/** Files write `[3]` and `[2, 2]` where ours take one number. */
function readWindow(type: LayerType, argument: string, value: unknown, place: string): unknown {
  const numbers = [value].flat();
  const steps = type.endsWith('1d');
  const single = steps || (argument === 'strides' && (type === 'depthwiseConv2d' || type === 'separableConv2d'));
  if (!single) return numbers.length === 1 ? numbers[0] : numbers;
  if (numbers.some((each) => each !== numbers[0]))
    throw refused(place, 'the same number in both directions', show(JSON.stringify(value)));
  return numbers[0];
}

function readInner(value: unknown, outer: LayerType, place: LayerPlace): Layer {
  const { class_name: className, config } = (value ?? {}) as { class_name?: unknown; config?: unknown };
  if (typeof className !== 'string' || typeof config !== 'object' || config === null)
    throw refused(place.where, 'a layer', show(JSON.stringify(value) ?? 'none'));
  const inputShape = outer === 'timeDistributed' ? place.inputShape.slice(1) : place.inputShape;
  return readLayer(className, config as Config, { ...place, inputShape });
}

/** What stands in a configuration and is no argument of ours. */
function refuseOthers(
  type: LayerType,
  config: Config,
  read: ReadonlySet<string>,
  { where, inputShape, note }: LayerPlace,
): void {
  for (const [key, value] of Object.entries(config)) {
    if (read.has(key) || IGNORED.has(key) || value === null || value === undefined) continue;
    if (FIXED[key]?.includes(value) || (key === 'noise_shape' && type !== 'dropout')) continue;
    if (key === 'backward_layer' || (key === 'axis' && isLast(value, inputShape.length))) continue;
    if (key.endsWith('_initializer')) continue;
    if (TRAINING_ONLY.test(key)) {
      if (value !== 0) note(`${key} of ${where} is left out: it acts in training alone`);
      continue;
    }
    const supported = FIXED[key]?.[0] ?? (key === 'axis' ? 'the last axis' : 'none');
    throw refused(`${key} of ${where} ("${type}")`, String(supported), show(JSON.stringify(value)));
  }
}

/** `-1`, or the number of the last axis, with the batch as 0. */
function isLast(value: unknown, rank: number): boolean {
  const axes = [value].flat();
  return axes.length === 1 && (axes[0] === -1 || axes[0] === rank);
}

function known<T>(value: T | undefined, place: string, received: unknown): T {
  if (value !== undefined) return value;
  throw refused(place, 'one that this service has (docs/networks.md)', show(JSON.stringify(received) ?? 'none'));
}

function refused(where: string, expected: string, received: string): AppError {
  return new AppError('ERR_MODEL_FILE', `Expected for ${where}: ${expected}. Received: ${received}.`);
}
