/**
 * How much faster a network trains of which layers are frozen: the same steps on MNIST, batch 32, with all layers trained and
 * with all but the output layer, or all but the dense ones, frozen; alternating.
 */
import { createNetwork, train, warmUp } from '../../src/models/index.ts';
import { type ChosenNetwork, planNetwork, resolveTraining } from '../../src/models/specification/index.ts';
import { openMnistExamples } from '../mnist.ts';
import { type BenchOptions, type BenchSection, quantile, table } from '../section.ts';

interface Case {
  readonly name: string;
  readonly network: ChosenNetwork;
  readonly frozen: string;
  /** Whether a layer of that name is. */
  isFrozen(name: string): boolean;
}

const conv = (filters: number) =>
  ({ type: 'conv2d', filters, kernelSize: 3, padding: 'same', activation: 'relu' }) as const;
const pool = { type: 'maxPooling2d' } as const;
const normalize = { type: 'batchNormalization' } as const;
const CASES: readonly Case[] = [
  {
    ...{ name: 'the preset `cnn`', network: 'cnn', frozen: '`["conv*"]`' },
    isFrozen: (name) => name.startsWith('conv'),
  },
  { ...{ name: 'the preset `cnn`', network: 'cnn', frozen: '`true`' }, isFrozen: (name) => name !== 'dense_1' },
  {
    name: 'six convolutions, normalized',
    network: {
      layers: [
        ...[conv(16), normalize, conv(16), normalize, pool],
        ...[conv(32), normalize, conv(32), normalize, pool],
        ...[conv(64), normalize, conv(64), normalize, { type: 'globalAveragePooling2d' } as const],
      ],
    },
    frozen: '`true`',
    isFrozen: (name) => name !== 'dense',
  },
  {
    ...{ name: 'the preset `lstm`', network: 'lstm', frozen: '`["lstm"]`' },
    isFrozen: (name) => name === 'lstm',
  },
];
const LIMITS = { parametersMax: 1_000_000 };

export async function run({ quick, rounds = quick ? 1 : 5 }: BenchOptions): Promise<BenchSection> {
  await warmUp();
  const rows: string[][] = [];
  for (const each of CASES) {
    const [whole, part] = await measure(each, rounds, quick ? 1000 : 12_000);
    rows.push([each.name, each.frozen, rate(whole), rate(part), `**${(part / whole).toFixed(1)}**`]);
  }
  return {
    title: 'Fine-tuning: frozen layers',
    body: [
      'Examples a second of training on MNIST at batch 32, all layers trained and some frozen: the medians of ',
      `${rounds} ${rounds === 1 ? 'run' : 'runs'} each, alternating.`,
      '\n\n',
      table(['network', '`freeze`', 'all trained', 'frozen', 'times'], rows),
    ].join(''),
  };
}

/** @returns examples a second of both, by their medians. */
async function measure({ network, isFrozen }: Case, rounds: number, count: number): Promise<[number, number]> {
  const { examples, parts } = await openMnistExamples();
  const inputShape = [28, 28, 1];
  const { layers } = planNetwork(network, { inputShape, outputs: 10 }, LIMITS);
  const frozen = layers.map(({ name }) => name).filter(isFrozen);
  const training = resolveTraining({ epochs: 1, batchSize: 32 }, 7);
  const some = { training: parts.training.subarray(0, count), validation: new Uint32Array() };
  const once = async (names: readonly string[]): Promise<number> => {
    const made = createNetwork(layers, inputShape, 7, { frozen: names });
    const { signal } = new AbortController();
    const { seconds } = await train({
      ...{ network: made, training, examples, parts: some, signal, onEvent: () => undefined },
    });
    made.dispose();
    return count / seconds;
  };
  const rates: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) rates[side]?.push(await once(side === 0 ? [] : frozen));
  }
  return rates.map((each) => quantile(each, 0.5)) as [number, number];
}

function rate(examples: number): string {
  return String(Math.round(examples / 100) * 100);
}
