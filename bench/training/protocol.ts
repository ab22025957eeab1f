/**
 * What the bench and its candidates say to each other, over standard input and output, a line each. `go EXAMPLES EPOCHS
 * BATCH` is answered by a report; before the first order a candidate says that it is ready, and what it is.
 * `bench/peers/peer_loop.py` speaks the same.
 */

export interface Order {
  /** How many of the data's examples, in whole batches. */
  readonly examples: number;
  readonly epochs: number;
  readonly batchSize: number;
}

/** Of building a step for a batch size, told with the first report of it. */
export interface CompileTimes {
  /** Recording, and making the graph. */
  readonly traceMs: number;
  readonly firstStepMs: number;
}

export interface Report {
  readonly seconds: number;
  /** What was trained in these seconds. */
  readonly examples: number;
  readonly compile?: CompileTimes;
}

export type CandidateMessage = { readonly ready: string } | Report;

export function writeOrder({ examples, epochs, batchSize }: Order): string {
  return `go ${examples} ${epochs} ${batchSize}\n`;
}

/** @throws Error where the line is no order. */
export function readOrder(line: string): Order {
  const [word, ...numbers] = line.trim().split(' ');
  const [examples, epochs, batchSize] = numbers.map(Number);
  if (word === 'go' && examples && epochs && batchSize) return { examples, epochs, batchSize };
  throw new Error(`Expected "go EXAMPLES EPOCHS BATCH". Received: "${line}".`);
}
