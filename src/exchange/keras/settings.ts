/**
 * What Keras keeps as objects, and we as words: activations, initializers, regularizers, constraints. Both directions beside each
 * other. What is not known is undefined on the way in; whoever reads says so.
 */
import {
  ACTIVATIONS,
  type Activation,
  type Constraint,
  INITIALIZERS,
  type Initializer,
  type Regularizer,
} from '../../models/specification/index.ts';
import { type Config, camelCase, type Dialect, snakeCase } from './graph.ts';

/** Keras' penalty where the regularizer is only named. */
const PENALTY = 0.01;
/** TensorFlow.js' own way to write two names. */
const TFJS_INITIALIZERS: Readonly<Record<string, string>> = {
  LecunNormal: 'LeCunNormal',
  LecunUniform: 'LeCunUniform',
};
const OLD_ACTIVATIONS: Readonly<Record<string, Activation>> = { relu_6: 'relu6', hard_swish: 'hardSwish' };
const CONSTRAINT_ARGUMENTS = ['minValue', 'maxValue', 'rate', 'axis'] as const;

export function writeActivation(activation: Activation): string {
  return snakeCase(activation);
}

export function readActivation(value: unknown): Activation | undefined {
  const name = typeof value === 'string' ? value : undefined;
  if (name === undefined) return undefined;
  const known = OLD_ACTIVATIONS[name] ?? camelCase(name);
  return ACTIVATIONS.find((activation) => activation === known);
}

export function writeInitializer(initializer: Initializer, dialect: Dialect): Config {
  const name = pascalCase(initializer);
  return written('initializers', (dialect === 'tfjs' && TFJS_INITIALIZERS[name]) || name, {}, dialect);
}

/** Draws nothing any more, as weights are given: one that we lack is left out. */
export function readInitializer(value: unknown): Initializer | undefined {
  const { className, config } = named(value);
  if (className === 'VarianceScaling') return varianceScaling(config);
  const name = camelCase(className.charAt(0).toLowerCase() + className.slice(1)).toLowerCase();
  return INITIALIZERS.find((initializer) => initializer.toLowerCase() === name);
}

/** As older files say Glorot's, He's and LeCun's. */
function varianceScaling({ scale, mode, distribution }: Config): Initializer | undefined {
  const family = scale === 2 ? 'he' : mode === 'fan_avg' || mode === 'fanAvg' ? 'glorot' : 'lecun';
  const name = `${family}${distribution === 'uniform' ? 'Uniform' : 'Normal'}`;
  return INITIALIZERS.find((initializer) => initializer === name);
}

export function writeRegularizer(regularizer: Regularizer, dialect: Dialect): Config {
  const penalties: { l1?: number; l2?: number } =
    typeof regularizer === 'string' ? { [regularizer]: PENALTY } : regularizer;
  const { l1 = 0, l2 = 0 } = penalties;
  return written('regularizers', 'L1L2', { l1, l2 }, dialect);
}

export function readRegularizer(value: unknown): Regularizer | undefined {
  const { className, config } = named(value);
  const [l1, l2] = [config.l1, config.l2].map((penalty) => (typeof penalty === 'number' ? penalty : undefined));
  switch (className.toLowerCase()) {
    case 'l1':
      return { l1: l1 ?? PENALTY };
    case 'l2':
      return { l2: l2 ?? PENALTY };
    case 'l1l2':
    case 'l1_l2':
      return { ...(l1 && { l1 }), ...(l2 && { l2 }) };
    default:
      return undefined;
  }
}

export function writeConstraint(constraint: Constraint, dialect: Dialect): Config {
  const { type, ...given } = typeof constraint === 'string' ? { type: constraint } : constraint;
  const config = Object.entries(given).map(([name, value]) => [snakeCase(name), value]);
  return written('constraints', pascalCase(type), Object.fromEntries(config), dialect);
}

export function readConstraint(value: unknown): Constraint | undefined {
  const { className, config } = named(value);
  const name = camelCase(className.charAt(0).toLowerCase() + className.slice(1));
  const type = {
    nonNeg: 'nonNeg',
    nonNegative: 'nonNeg',
    unitNorm: 'unitNorm',
    maxNorm: 'maxNorm',
    minMaxNorm: 'minMaxNorm',
  }[name];
  if (type === undefined) return undefined;
  const given = CONSTRAINT_ARGUMENTS.flatMap((argument) => {
    const found = config[snakeCase(argument)] ?? config[argument];
    return found === undefined || found === null ? [] : [[argument, found]];
  });
  return { type, ...(type !== 'nonNeg' && Object.fromEntries(given)) } as Constraint;
}

function written(module: string, className: string, config: Config, dialect: Dialect): Config {
  if (dialect === 'tfjs') return { class_name: className, config };
  return { module: `keras.${module}`, class_name: className, config, registered_name: null };
}

/** `"glorot_uniform"`, or an object with a class' name and its configuration. */
function named(value: unknown): { className: string; config: Config } {
  if (typeof value === 'string') return { className: value, config: {} };
  const { class_name, config } = (value ?? {}) as { class_name?: unknown; config?: unknown };
  return {
    className: typeof class_name === 'string' ? class_name : '',
    config: typeof config === 'object' && config !== null ? (config as Config) : {},
  };
}

function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
