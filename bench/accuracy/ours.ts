/**
 * Our own training on MNIST, as a job trains: prints one line of JSON with test accuracy and the seconds of training.
 * Usage: ours.ts mlp|cnn EPOCHS BATCH SEED
 */
import { createNetwork, evaluate, libraryVersions, train } from '../../src/models/index.ts';
import { PRESETS, planNetwork, resolveTraining } from '../../src/models/specification/index.ts';
import { openMnistExamples } from '../mnist.ts';

const [kind, ...numbers] = process.argv.slice(2);
const [epochs = 5, batchSize = 32, seed = 7] = numbers.map(Number);
const preset = PRESETS.find((name) => name === kind);
if (!preset) throw new Error(`Expected a preset. Received: ${kind}.`);

const { examples, parts, plan } = await openMnistExamples();
const { inputShape, task } = plan;
const { layers } = planNetwork(preset, { inputShape, outputs: task.labels.length }, { parametersMax: 1e7 });
const network = createNetwork(layers, inputShape, seed);
const training = resolveTraining({ epochs, batchSize, seed, validation: { split: 0 } }, seed);
const signal = new AbortController().signal;
const { seconds } = await train({
  network,
  training,
  examples,
  parts,
  signal,
  onEvent: (event) => event.type === 'epoch' && process.stderr.write(`${JSON.stringify(event)}\n`),
});
const { accuracy, loss } = await evaluate(network, examples, { indices: parts.test });
const name = `epochd (TensorFlow ${libraryVersions().tensorflow})`;
process.stdout.write(`${JSON.stringify({ name, parameters: network.parameters, accuracy, loss, seconds })}\n`);
