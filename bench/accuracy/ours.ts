/**
 * Our own training on MNIST, as a job trains: prints one line of JSON with test accuracy and the seconds of training.
 * Usage: ours.ts mlp|cnn EPOCHS BATCH SEED
 */
import { createDatasetCatalog, inputShapeOf } from '../../src/data/index.ts';
import { createNetwork, evaluate, libraryVersions, train } from '../../src/models/index.ts';
import { PRESETS, planNetwork, resolveTraining } from '../../src/models/specification/index.ts';

const [kind, ...numbers] = process.argv.slice(2);
const [epochs = 5, batchSize = 32, seed = 7] = numbers.map(Number);
const preset = PRESETS.find((name) => name === kind);
const dataset = await createDatasetCatalog().open('mnist');
if (!preset || !dataset) throw new Error(`Expected a preset and MNIST. Received: ${kind}.`);

const inputShape = inputShapeOf(dataset.preprocessing);
const { layers } = planNetwork(preset, { inputShape, classes: dataset.classes.length }, { parametersMax: 1e7 });
const network = createNetwork(layers, inputShape, seed);
const training = resolveTraining({ epochs, batchSize, seed, validation: { split: 0 } }, seed);
const signal = new AbortController().signal;
const { seconds } = await train({
  network,
  training,
  examples: dataset.parts.train,
  signal,
  onEvent: (event) => event.type === 'epoch' && process.stderr.write(`${JSON.stringify(event)}\n`),
});
const { accuracy, loss } = await evaluate(network, dataset.parts.test);
const name = `epochd (TensorFlow ${libraryVersions().tensorflow})`;
process.stdout.write(`${JSON.stringify({ name, parameters: network.parameters, accuracy, loss, seconds })}\n`);
