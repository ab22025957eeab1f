/** A layer of ours as Keras' configuration. Arguments that are not said are Keras' defaults, as they are ours. */
import { completed, type Layer, type LayerType, pair } from '../../models/specification/index.ts';
import { isLeftOut } from '../tfjs/replacements.ts';
import { CLASS_NAMES } from './classes.ts';
import { type Config, type Dialect, snakeCase } from './graph.ts';
import { writeActivation, writeConstraint, writeInitializer, writeRegularizer } from './settings.ts';

const OUR_OWN = ['type', 'name', 'inputs'];
/** Keras 2's and TensorFlow.js' names of arguments. */
/** Where it reads two numbers only. */
const TFJS_PAIRS = ['upSampling2d.size'];
const TFJS_ARGUMENTS: Readonly<Record<string, string>> = { 'leakyRelu.negativeSlope': 'alpha' };

export interface WrittenLayer {
  readonly className: string;
  readonly config: Config;
}

/** @param name under which the file has it. */
export function writeLayer(
  layer: Exclude<Layer, { type: 'categoryEmbedding' }>,
  name: string,
  dialect: Dialect,
): WrittenLayer {
  const config: Record<string, unknown> = { name, dtype: 'float32' };
  for (const [argument, value] of Object.entries(completed<LayerType>(layer))) {
    if (OUR_OWN.includes(argument) || value === undefined) continue;
    if (dialect === 'tfjs' && isLeftOut(argument)) continue;
    const place = `${layer.type}.${argument}`;
    const key = (dialect === 'tfjs' && TFJS_ARGUMENTS[place]) || snakeCase(argument);
    const paired = dialect === 'tfjs' && TFJS_PAIRS.includes(place);
    config[key] = paired ? pair(value as number) : writeArgument(argument, value, name, dialect);
  }
  return { className: CLASS_NAMES[layer.type], config };
}

function writeArgument(argument: string, value: unknown, name: string, dialect: Dialect): unknown {
  if (argument === 'layer') return innerLayer(value as never, name, dialect);
  if (/activation$/i.test(argument)) return writeActivation(value as never);
  if (argument.endsWith('Initializer')) return writeInitializer(value as never, dialect);
  if (argument.endsWith('Regularizer')) return writeRegularizer(value as never, dialect);
  if (argument.endsWith('Constraint')) return writeConstraint(value as never, dialect);
  return value;
}

/** Of a wrapper. Its name has to be there, and tells weights apart in TensorFlow.js' files. */
function innerLayer(layer: Exclude<Layer, { type: 'categoryEmbedding' }>, outer: string, dialect: Dialect): Config {
  const { className, config } = writeLayer(layer, `${outer}_layer`, dialect);
  if (dialect === 'tfjs') return { class_name: className, config };
  return { module: 'keras.layers', class_name: className, config, registered_name: null };
}
