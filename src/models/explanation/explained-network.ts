/**
 * A network that is there to be explained: its figures and their slopes as graphs in a session of its own, beside JavaScript's
 * thread; or eagerly, where it cannot be recorded. Knows nothing of methods of explanation.
 */
import { setImmediate } from 'node:timers/promises';
import {
  type BatchFunction,
  createResourceVariable,
  freeing,
  type GraphSession,
  NotTraceableError,
  openGraphSession,
  type Tensor,
  tf,
} from '../../engine/index.ts';
import { AppError } from '../../errors.ts';
import type { Network } from '../network.ts';
import { product } from '../specification/index.ts';
import { type LookUpCheck, lookUpCheck } from '../tokens.ts';
import { figuresOf, slopeRowSize, slopesOf } from './path-slopes.ts';

export interface ExplainedNetwork {
  /** Numbers of one input, and of one output. */
  readonly inputSize: number;
  readonly outputSize: number;
  /** Rows of one call. */
  readonly rowsMax: number;
  /** As `figuresOf`: `[count, 2 × outputSize]` of inputs `[count, inputSize]`. @throws AppError ERR_INSTANCES. */
  figures(inputs: Float32Array, count: number): Promise<Float32Array>;
  /** As `slopesOf`: `[count, inputSize + 1]` of rows `[count, slopeRowSize]`. */
  slopes(rows: Float32Array, count: number): Promise<Float32Array>;
  dispose(): void;
}

/** Places of a path that are computed in one call: more would not be faster. */
const ROWS_MAX = 64;
/** A gradient keeps what the layers before it made, and makes as much again. */
const GRADIENT_FACTOR = 4;
/** 64 MiB of rows. */
const ROW_NUMBERS_MAX = 2 ** 24;
/** Of the processor's, so that predictions have the others. */
const THREADS = 1;

/** In steps that give way to the event loop. @param network which it takes over: it frees it, now or in `dispose`. */
export async function openExplained(network: Network): Promise<ExplainedNetwork> {
  const { inputShape, outputShape, batchMax } = network;
  const rowSize = slopeRowSize(network);
  const rowsMax = Math.max(
    1,
    Math.min(ROWS_MAX, Math.floor(batchMax / GRADIENT_FACTOR), Math.floor(ROW_NUMBERS_MAX / rowSize)),
  );
  const check = lookUpCheck(network.layers, inputShape);
  const { figures, slopes, dispose } = await recorded(network);
  return {
    ...{ inputSize: product(inputShape), outputSize: product(outputShape), rowsMax, slopes, dispose },
    async figures(inputs, count) {
      expectKnown(inputs, check);
      return figures(inputs, count);
    },
  };
}

type Computed = Pick<ExplainedNetwork, 'figures' | 'slopes' | 'dispose'>;

async function recorded(network: Network): Promise<Computed> {
  const variables = [...network.variables, ...network.statistics].map((mirror) => ({
    mirror,
    resource: createResourceVariable(mirror),
  }));
  const session = openGraphSession(variables, { intraOp: THREADS, interOp: 0, rewriting: false });
  try {
    const size = product(network.inputShape);
    const figures = await trace(session, size, (inputs) => figuresOf(network, inputs));
    const slopes = await trace(session, slopeRowSize(network), (rows) => slopesOf(network, rows));
    network.dispose();
    return { figures: later(figures), slopes: later(slopes), dispose: session.close };
  } catch (error) {
    session.close();
    if (error instanceof NotTraceableError) return eager(network);
    network.dispose();
    throw error;
  } finally {
    for (const { resource } of variables) resource.destroy();
  }
}

async function trace(session: GraphSession, size: number, compute: (rows: Tensor) => Tensor): Promise<BatchFunction> {
  const steps = session.traceBatchInSteps([size], compute);
  for (;;) {
    await setImmediate();
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function later(compute: BatchFunction): ExplainedNetwork['figures'] {
  return async (rows, count) => (await compute.later(rows, count)).outputs;
}

/** Operation by operation, which only JavaScript's thread can ask for: a row at a time, so that others are answered between. */
function eager(network: Network): Computed {
  const by =
    (size: number, compute: (network: Network, row: Tensor) => Tensor): ExplainedNetwork['figures'] =>
    async (rows, count) => {
      const all: number[] = [];
      for (let row = 0; row < count; row++) {
        await setImmediate();
        const one = rows.subarray(row * size, (row + 1) * size);
        all.push(...freeing(() => compute(network, tf.tensor(one, [1, size])).dataSync()));
      }
      return Float32Array.from(all);
    };
  return {
    figures: by(product(network.inputShape), figuresOf),
    slopes: by(slopeRowSize(network), slopesOf),
    dispose: network.dispose,
  };
}

function expectKnown(inputs: Float32Array, check: LookUpCheck | undefined): void {
  const strange = check?.(inputs);
  if (!strange) return;
  const detail = `Expected whole numbers from 0 to ${strange.count - 1} for this model. Received: ${strange.number}.`;
  throw new AppError('ERR_INSTANCES', detail);
}
