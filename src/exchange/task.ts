/** What an imported network tells, and the layers that make it tell so: Keras' users often leave the last activation to the loss. */
import { AppError } from '../errors.ts';
import {
  finalActivation,
  type NamedLayer,
  OUTPUT_ACTIVATIONS,
  placeLayers,
  type Task,
  type TaskType,
} from '../models/specification/index.ts';
import { freeName } from './keras/written-network.ts';

export interface TaskWish {
  readonly task?: TaskType | undefined;
  readonly labels?: readonly string[] | undefined;
}

export interface ToldTask {
  readonly task: Task;
  /** Whose last one is the output, of the task's activation. */
  readonly layers: readonly NamedLayer[];
}

/** @throws AppError ERR_MODEL_FILE for outputs that are no list; ERR_NETWORK with pointers into the options. */
export function tellTask(layers: readonly NamedLayer[], inputShape: readonly number[], wish: TaskWish): ToldTask {
  const last = layers.at(-1) as NamedLayer;
  const outputShape = placeLayers(layers, inputShape).at(-1)?.effect.outputShape ?? [];
  const [outputs] = outputShape;
  if (outputs === undefined || outputShape.length !== 1)
    throw new AppError(
      'ERR_MODEL_FILE',
      `Expected a network that ends in a list of numbers for each input. Received: outputs of shape [${outputShape.join(', ')}].`,
    );
  const activation = finalActivation(last);
  const two =
    outputs === 1 && (wish.task === 'classification' || (wish.task === undefined && wish.labels?.length === 2));
  if (two && (activation === 'sigmoid' || activation === 'linear'))
    return { task: { type: 'classification', labels: labelsFor(2, wish) }, layers: withBinaryHead(layers, last) };
  const type = wish.task ?? typeOf(activation);
  const task = { type, labels: labelsFor(outputs, wish) };
  const wanted = OUTPUT_ACTIVATIONS[type];
  if (type === 'regression' ? typeOf(activation) === 'regression' : activation === wanted) return { task, layers };
  if (activation === 'linear') return { task, layers: [...layers, activated(layers, last, wanted)] };
  const detail = `Expected "${typeOf(activation)}" for a network that ends in "${activation ?? last.type}". Received: "${type}".`;
  throw misfit('/options/task', detail);
}

function typeOf(activation: string | undefined): TaskType {
  if (activation === 'softmax') return 'classification';
  return activation === 'sigmoid' ? 'multiLabelClassification' : 'regression';
}

function labelsFor(outputs: number, { labels }: TaskWish): string[] {
  if (!labels) return Array.from({ length: outputs }, (_, index) => String(index));
  if (labels.length === outputs) return [...labels];
  throw misfit('/options/labels', `Expected ${outputs} labels, one for each output. Received: ${labels.length}.`);
}

function activated(
  layers: readonly NamedLayer[],
  last: NamedLayer,
  activation: 'softmax' | 'sigmoid' | 'linear',
): NamedLayer {
  return { type: 'activation', activation, name: freeName(activation, layers), inputs: [last.name] };
}

/** A single unit's sum z beside a 0 is told by a softmax as 1 − σ(z) and σ(z): an output for each of two classes. */
function withBinaryHead(layers: readonly NamedLayer[], last: NamedLayer): NamedLayer[] {
  const before = layers.slice(0, -1);
  const summed = last.type === 'activation' ? before : [...before, { ...last, activation: 'linear' } as NamedLayer];
  const sum = last.type === 'activation' ? (last.inputs?.[0] ?? '') : last.name;
  const [column, pair, flat, output] = ['binary_column', 'binary_pair', 'binary_flat', 'binary'].map((name) =>
    freeName(name, layers),
  ) as [string, string, string, string];
  return [
    ...summed,
    { type: 'reshape', targetShape: [1, 1], name: column, inputs: [sum] },
    { type: 'zeroPadding1d', padding: [1, 0], name: pair, inputs: [column] },
    { type: 'flatten', name: flat, inputs: [pair] },
    { type: 'softmax', name: output, inputs: [flat] },
  ];
}

function misfit(pointer: string, detail: string): AppError {
  return new AppError('ERR_NETWORK', detail, { problems: [{ pointer, detail }] });
}
