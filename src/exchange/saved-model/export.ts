/**
 * A version as a SavedModel: a graph from what the dataset held to the answers of this service, of TensorFlow's own operations,
 * with the weights as variables beside it.
 *
 * DESIGN The form is TensorFlow 1's, a graph with signatures: what TensorFlow 2's own writer adds (functions, an object graph) is
 * only for Python, which loads both, while TensorFlow Serving and every other program run the graph. The order of nodes follows
 * from the manifest alone, so that the same version gives the same bytes.
 */
import { setImmediate } from 'node:timers/promises';
import { NotTraceableError } from '../../engine/index.ts';
import { AppError } from '../../errors.ts';
import {
  createNetwork,
  libraryVersions,
  type Network,
  type PortableNetwork,
  writeNetwork,
} from '../../models/index.ts';
import type { ExchangeFile, ExportedVersion, ExportFormat } from '../format.ts';
import { sideFileOf } from '../side-file.ts';
import { writeAnswers, writeExampleAnswers } from './answers.ts';
import { writeExamples } from './examples.ts';
import { EXTRA_SIDE_FILE, MODEL_FILE, shardPath, VARIABLES } from './files.ts';
import { createGraphWriter, type GraphWriter, type Output } from './graph-writer.ts';
import { encodeSavedModel, type GraphSignature, methodName } from './meta-graph.ts';
import { type GraphPreprocessing, writePreprocessing } from './preprocessing/index.ts';
import { writeSaver } from './saver.ts';
import { writeBundle } from './tensor-bundle.ts';

export const savedModelExport: ExportFormat = {
  name: 'savedmodel',
  revision: 1,
  mediaType: 'application/zip',
  suffix: '.zip',
  files: writeFiles,
};

async function writeFiles({ manifest, weights }: ExportedVersion): Promise<readonly ExchangeFile[]> {
  const network = createNetwork(manifest.layers, manifest.inputShape, weights);
  try {
    const { model, notes } = await writeModel(manifest, network);
    const side = sideFileOf(manifest, { takes: 'data', gives: 'answers', notes });
    return [
      { path: MODEL_FILE, bytes: model },
      ...(weights.length > 0 ? await variablesOf(weights) : []),
      { path: EXTRA_SIDE_FILE, bytes: Buffer.from(JSON.stringify(side)) },
    ];
  } finally {
    network.dispose();
  }
}

async function variablesOf(weights: ExportedVersion['weights']): Promise<ExchangeFile[]> {
  const { index, data } = await writeBundle(weights);
  return [
    { path: `${VARIABLES}.index`, bytes: index },
    { path: shardPath(0, 1), bytes: data },
  ];
}

interface WrittenModel {
  readonly model: Uint8Array;
  /** What the graph takes in another form than this service does. */
  readonly notes: string[];
}

async function writeModel(manifest: ExportedVersion['manifest'], network: Network): Promise<WrittenModel> {
  const { model, version, weightsDigest } = manifest;
  const writer = createGraphWriter('model', `${model}/${version}/${weightsDigest}`);
  const preprocessed = await writePreprocessing(writer, manifest.preprocessing);
  // Whoever preprocesses by itself feeds the network's own inputs here.
  const inputs = replaceable(writer, preprocessed.output, [-1, ...manifest.inputShape]);
  const { variables, output } = await inSteps(writeNetwork(writer.graph, network, inputs.name));
  const outputs: Output = { name: output, type: 'float32' };
  const answers = writeAnswers(writer, manifest, outputs);
  const signatures: Record<string, GraphSignature> = {
    network: {
      method: 'predict',
      inputs: [{ name: 'inputs', output: inputs, shape: [-1, ...manifest.inputShape] }],
      outputs: [{ name: 'outputs', output: outputs, shape: [-1, manifest.labels.length] }],
    },
    serving_default: { method: 'predict', inputs: preprocessed.inputs, outputs: answers },
    // As this service's REST answers in TensorFlow Serving's protocol: numbers alone.
    predict: { method: 'predict', inputs: preprocessed.inputs, outputs: answers.slice(0, 1) },
    ...exampleSignature(writer, manifest, preprocessed, outputs),
  };
  const saver = variables.length > 0 ? writeSaver(writer, variables) : undefined;
  const initializer = writer.initializers.length > 0 ? afterAll(writer, writer.initializers) : undefined;
  const { tensorflow = '' } = libraryVersions();
  const graph = writer.graph.toBytes();
  return {
    model: encodeSavedModel({ graph, saver, initializer, signatures, version: tensorflow }),
    notes: preprocessed.notes,
  };
}

function exampleSignature(
  writer: GraphWriter,
  manifest: ExportedVersion['manifest'],
  { inputs }: GraphPreprocessing,
  outputs: Output,
): Record<string, GraphSignature> {
  const examples = writeExamples(writer, inputs);
  const answers = examples && writeExampleAnswers(writer, manifest, outputs);
  if (!answers) return {};
  return { [methodName(answers.method)]: { ...answers, inputs: [examples] } };
}

function replaceable(writer: GraphWriter, x: Output, shape: readonly number[]): Output {
  return writer.node('PlaceholderWithDefault', [x], { dtype: { type: x.type }, shape: { shape } }, x.type);
}

function afterAll(writer: GraphWriter, names: readonly string[]): string {
  const waiting = names.map((name) => `^${name}`);
  return writer.graph.add('NoOp', waiting, [], 'initialize_tables');
}

/** @throws AppError ERR_EXPORT for a network that cannot be recorded. */
async function inSteps(steps: Generator<void, PortableNetwork, void>): Promise<PortableNetwork> {
  try {
    let step = steps.next();
    for (; !step.done; step = steps.next()) await setImmediate();
    return step.value;
  } catch (error) {
    if (!(error instanceof NotTraceableError)) throw error;
    throw new AppError('ERR_EXPORT', `Expected a network that can be a graph. Received: another. ${error.message}`);
  }
}
