/** The three networks that are measured, and the data that every candidate trains them on. Loads no TensorFlow. */

export const NETWORKS = ['mlp', 'cnn', 'lstm'] as const;
export type NetworkName = (typeof NETWORKS)[number];

export const BATCH_SIZES = [32, 128] as const;
export type BatchSize = (typeof BATCH_SIZES)[number];

export const CLASSES = 10;
/** Steps and features of a sequence of random numbers. */
export const LSTM_SHAPE = [100, 256] as const;

/** How many examples there are: all of MNIST's, and 210 MB of random sequences. */
export const EXAMPLES: Readonly<Record<NetworkName, number>> = { mlp: 60_000, cnn: 60_000, lstm: 2048 };

export const DESCRIPTIONS: Readonly<Record<NetworkName, string>> = {
  mlp: 'MLP, MNIST as 784 numbers',
  cnn: 'CNN, MNIST as 28 × 28 × 1',
  lstm: `LSTM, random (${LSTM_SHAPE.join(', ')})`,
};

/** @throws Error where a command line names no network. */
export function networkNamed(name: string | undefined): NetworkName {
  const known = NETWORKS.find((network) => network === name);
  if (known) return known;
  throw new Error(`Expected one of ${NETWORKS.join(', ')}. Received: ${name}.`);
}
