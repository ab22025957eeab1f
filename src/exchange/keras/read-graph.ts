/**
 * The layers of a Keras model from its configuration: sequential or functional, of Keras 2 or 3 or TensorFlow.js, models within
 * models laid flat. Knows nothing of what layers compute.
 */
import { AppError } from '../../errors.ts';
import { show } from '../../schema-words.ts';
import type { Config, KerasLayer } from './graph.ts';
import { createNumbering } from './numbering.ts';

/** A layer as the file has it, with where the file has its weights. */
export interface FileLayer extends KerasLayer {
  /** As it is called in the file. */
  readonly ownName: string;
  /** Names of the models that hold it, the outermost first; none at the top. */
  readonly holders: readonly string[];
  /** In a file of Keras 3: `layers/functional/layers/dense_1`. */
  readonly group: string;
  /** Whether training changes it: older files sort weights by that. */
  readonly trainable: boolean;
}

export interface FileGraph {
  /** Each after those that it takes; `''` is the network's input. */
  readonly layers: readonly FileLayer[];
  /** Without the batch; null where the file leaves a length open, undefined where it says nothing. */
  readonly inputShape: readonly (number | null)[] | undefined;
  readonly output: string;
}

const LAYERS_MAX = 2000;
const DEPTH_MAX = 8;
const SEQUENTIAL = 'Sequential';
const FUNCTIONAL = ['Functional', 'Model'];

interface Part {
  readonly layers: FileLayer[];
  readonly inputShape: FileGraph['inputShape'];
  readonly output: string;
}

interface Where {
  readonly holders: readonly string[];
  /** Before the names of its layers, so that they are nobody else's. */
  readonly prefix: string;
  readonly group: string;
  readonly trainable: boolean;
  /** What the model takes. */
  readonly input: string;
  /** Of all layers of the file. */
  readonly names: Set<string>;
}

/** @param model `{class_name, config}`. @throws AppError ERR_MODEL_FILE. */
export function readGraph(model: unknown): FileGraph {
  return readModel(asNode(model, 'the model'), {
    ...{ holders: [], prefix: '', group: 'layers', trainable: true, input: '' },
    names: new Set<string>(),
  });
}

interface FileNode {
  readonly className: string;
  readonly config: Config;
  readonly name: string;
  readonly inbound: unknown;
}

function asNode(value: unknown, what: string): FileNode {
  const { class_name, config, name, inbound_nodes } = (value ?? {}) as Record<string, unknown>;
  // Keras 1 wrote the layers of a sequential model as a list.
  const own = Array.isArray(config) ? { layers: config } : config;
  if (typeof class_name !== 'string' || typeof own !== 'object' || own === null)
    throw refused(
      `${what} with a class name and a configuration`,
      show(JSON.stringify(value)?.slice(0, 200) ?? 'none'),
    );
  const called = name ?? (own as Config).name;
  return {
    className: class_name,
    config: own as Config,
    name: typeof called === 'string' ? called : class_name.toLowerCase(),
    inbound: inbound_nodes,
  };
}

function readModel({ className, config, name }: FileNode, where: Where): Part {
  if (where.holders.length > DEPTH_MAX) throw refused(`models within models at most ${DEPTH_MAX} deep`, 'deeper ones');
  if (!Array.isArray(config.layers)) throw refused(`layers in the model "${name}"`, 'none');
  const nodes = config.layers.map((layer) => asNode(layer, 'a layer'));
  if (className === SEQUENTIAL) return readSequential(nodes, config, where);
  if (FUNCTIONAL.includes(className)) return readFunctional(nodes, config, name, where);
  throw refused(
    'a model of the class Sequential or Functional',
    `${show(className)}, whose code this service does not run`,
  );
}

function readSequential(nodes: readonly FileNode[], config: Config, where: Where): Part {
  const layers: FileLayer[] = [];
  const number = createNumbering();
  let inputShape = shapeOf(nodes[0]?.config) ?? batchShape(config.build_input_shape);
  let output = where.input;
  for (const node of nodes) {
    if (node.className === 'InputLayer') continue;
    const part = readNode(node, [output], number(node.className), where);
    if (layers.length === 0) inputShape ??= part.inputShape;
    layers.push(...part.layers);
    output = part.output;
  }
  return { layers, inputShape, output };
}

function readFunctional(nodes: readonly FileNode[], config: Config, name: string, where: Where): Part {
  const outputs = new Map<string, string>();
  const [input, ...others] = namesOf(config.input_layers);
  const [output, ...more] = namesOf(config.output_layers);
  if (others.length > 0) throw refused(`one input of the model "${name}"`, `${others.length + 1}`);
  if (more.length > 0) throw refused(`one output of the model "${name}"`, `${more.length + 1}`);
  const layers: FileLayer[] = [];
  const number = createNumbering();
  const groups = new Map(nodes.map((node) => [node, number(node.className)]));
  let inputShape: FileGraph['inputShape'];
  const open = [...nodes];
  while (open.length > 0) {
    // In files layers may stand before those that they take.
    const at = open.findIndex((node) => sourcesOf(node).every((source) => outputs.has(source)));
    const [node] = open.splice(Math.max(0, at), 1) as [FileNode];
    if (at < 0) throw refused('layers that take what others of the model compute', `"${node.name}", which does not`);
    if (node.className === 'InputLayer') {
      if (node.name !== input) throw refused(`one input of the model "${name}"`, `"${node.name}" as well`);
      outputs.set(node.name, where.input);
      inputShape = shapeOf(node.config);
      continue;
    }
    const sources = sourcesOf(node).map((source) => outputs.get(source) as string);
    const part = readNode(node, sources, groups.get(node) ?? '', where);
    layers.push(...part.layers);
    outputs.set(node.name, part.output);
  }
  const found = outputs.get(output ?? '');
  if (found === undefined) throw refused(`an output of the model "${name}"`, show(String(output)));
  return { layers, inputShape, output: found };
}

/** A layer, or the layers of a model that stands where a layer could. */
function readNode(node: FileNode, inputs: readonly string[], group: string, where: Where): Part {
  const path = `${where.group}/${group}`;
  const trainable = where.trainable && node.config.trainable !== false;
  if (node.className === SEQUENTIAL || FUNCTIONAL.includes(node.className)) {
    const [input = ''] = inputs;
    return readModel(node, {
      ...{ holders: [...where.holders, node.name], prefix: `${where.prefix}${node.name}.`, group: `${path}/layers` },
      ...{ trainable, input, names: where.names },
    });
  }
  const name = ownName(`${where.prefix}${node.name}`, where.names);
  if (where.names.size > LAYERS_MAX) throw refused(`at most ${LAYERS_MAX} layers`, 'more');
  const { className, config, name: called } = node;
  const layer = { className, config, name, inputs, ownName: called, holders: where.holders, group: path, trainable };
  return { layers: [layer], inputShape: shapeOf(config), output: name };
}

const NAME_LENGTH_MAX = 56;

/** In the letters that names have here, and nobody else's. */
function ownName(wanted: string, names: Set<string>): string {
  const plain = wanted.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^[^A-Za-z0-9]+/, '') || 'layer';
  const base = plain.slice(0, NAME_LENGTH_MAX);
  let name = base === 'input' ? 'input_layer' : base;
  for (let count = 1; names.has(name); count++) name = `${base}_${count}`;
  names.add(name);
  return name;
}

function shapeOf(config: Config | undefined): FileGraph['inputShape'] {
  return batchShape(config?.batch_shape ?? config?.batch_input_shape ?? config?.batchInputShape);
}

function batchShape(value: unknown): FileGraph['inputShape'] {
  if (!Array.isArray(value)) return undefined;
  return value.slice(1).map((length) => (typeof length === 'number' ? length : null));
}

/** `["input", 0, 0]`, or a list of such. */
function namesOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  if (typeof value[0] === 'string') return [value[0]];
  return value.flatMap((each) => (Array.isArray(each) && typeof each[0] === 'string' ? [each[0]] : namesOf(each)));
}

/** The names of the layers that a layer takes. @throws AppError ERR_MODEL_FILE for one that is used more than once. */
function sourcesOf({ className, inbound, name }: FileNode): string[] {
  if (className === 'InputLayer') return [];
  const nodes = Array.isArray(inbound) ? inbound : [];
  if (nodes.length !== 1) throw refused(`a layer "${name}" that is used once`, `${nodes.length} uses`);
  const [node] = nodes;
  if (Array.isArray(node)) return namesOf(node);
  return tensorsOf((node as { args?: unknown } | null)?.args, 0);
}

/** Of Keras 3's arguments: the layers whose tensors stand in them, in their order. */
function tensorsOf(value: unknown, depth: number): string[] {
  if (depth > DEPTH_MAX || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each) => tensorsOf(each, depth + 1));
  const { class_name, config } = value as { class_name?: unknown; config?: { keras_history?: unknown } };
  return class_name === '__keras_tensor__' ? namesOf(config?.keras_history) : [];
}

function refused(expected: string, received: string): AppError {
  return new AppError('ERR_MODEL_FILE', `Expected ${expected}. Received: ${received}.`);
}
