/**
 * tfjs-node as it comes, on the same TensorFlow library: `model.fit` from tensors in memory, without our kernels. Only
 * what it needs to run at all on this Node is mended.
 * Usage: stock.ts mlp|cnn|lstm
 */
import '../../../src/engine/node-compat.ts';
import { createRequire } from 'node:module';
import type * as TensorFlow from '@tensorflow/tfjs-node';
import { CLASSES, LSTM_SHAPE, type NetworkName, networkNamed } from '../networks.ts';
import type { Order, Report } from '../protocol.ts';
import { answerOrders } from './answer-orders.ts';
import { numbersOf, openTrainingData } from './training-data.ts';

// CommonJS that must not load before the Node that it misses is mended.
const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node') as typeof TensorFlow;
const { layers } = tf;

const dense = (units: number): TensorFlow.layers.Layer => layers.dense({ units, activation: 'relu' });
const NETWORKS: Readonly<Record<NetworkName, () => TensorFlow.layers.Layer[]>> = {
  mlp: () => [layers.inputLayer({ inputShape: [784] }), dense(64), dense(32)],
  cnn: () => [
    layers.inputLayer({ inputShape: [28, 28, 1] }),
    layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu' }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu' }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.flatten(),
    dense(64),
  ],
  lstm: () => [layers.inputLayer({ inputShape: [...LSTM_SHAPE] }), layers.lstm({ units: 64 }), dense(32)],
};

const name = networkNamed(process.argv[2]);
const output = layers.dense({ units: CLASSES, activation: 'softmax' });
const model = tf.sequential({ layers: [...NETWORKS[name](), output] });
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
const data = await openTrainingData(name);
const inputs = tf.tensor(numbersOf(data), [data.count, ...(name === 'mlp' ? [784] : data.shape)]);
const labels = tf.tensor1d(Float32Array.from(data.targets.values));
const { binding } = tf.backend() as unknown as { binding: { TF_Version: string } };
await answerOrders(`tfjs-node ${tf.version['tfjs-node']} on TensorFlow ${binding.TF_Version}`, fit);

async function fit({ examples, epochs, batchSize }: Order): Promise<Report> {
  const [x, y] = [inputs.slice(0, examples), labels.slice(0, examples)];
  let started = Number.NaN;
  let seconds = Number.NaN;
  const callbacks = {
    onTrainBegin: (): void => {
      started = performance.now();
    },
    onTrainEnd: (): void => {
      seconds = (performance.now() - started) / 1000;
    },
  };
  await model.fit(x, y, { batchSize, epochs, shuffle: true, verbose: 0, callbacks });
  tf.dispose([x, y]);
  return { seconds, examples: examples * epochs };
}
