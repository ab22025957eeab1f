/**
 * The line before one loaded version: what requests want computed waits here and is computed together, in one call of the
 * network for many of them. Knows inputs and outputs as numbers, nothing of what they mean.
 *
 * DESIGN There is one call at a time. Whatever comes while it computes, or in the same turn of the event loop as the first,
 * is in the next call: under load calls grow by themselves, and nobody waits for a timer while nothing is computed. A call
 * takes rows of all who wait in turn, a slice at most, so that who wants one row waits for one call, not for the ten thousand
 * rows of whoever came before. Who is not waiting any more is dropped when a call is put together. A call that is shorter
 * than a change of threads is made in this thread, any other beside it, while further requests are read.
 */
import { AppError } from '../errors.ts';
import type { Inference } from '../models/index.ts';
import type { Slices } from './slices.ts';

export interface BatchSettings {
  /** Rows of one call. */
  readonly rowsMax: number;
  /** While calls follow each other, how long one waits for more rows, from when its first request came. */
  readonly delayMs: number;
  /** Requests that may wait. */
  readonly waitingMax: number;
}

export interface Lane {
  /**
   * Computes outputs, with those of others in one call.
   * @param inputs whole inputs, preprocessed; they must stay as they are until the promise is settled.
   * @param isWanted whether somebody still waits; asked before each call that would have rows of them.
   * @throws AppError ERR_LINE_FULL, ERR_CANCELLED, and what the network throws.
   */
  compute(inputs: Float32Array, isWanted: () => boolean): Promise<Float32Array>;
}

interface Request {
  readonly inputs: Float32Array;
  readonly outputs: Float32Array;
  readonly rows: number;
  readonly cameAt: number;
  taken: number;
  done: number;
  failed: boolean;
  isWanted(): boolean;
  resolve(outputs: Float32Array): void;
  reject(error: unknown): void;
}

/** Rows of a request that are in a call. */
interface Share {
  readonly request: Request;
  readonly from: number;
  readonly rows: number;
}

/** A shorter call is over before another thread has begun with it. */
const BESIDE_MIN_MS = 0.1;
/** Inputs that may wait; a request that comes to an empty line may be larger. */
const WAITING_BYTES_MAX = 256 * 1024 * 1024;
/** Of a new measurement in the running mean. */
const NEW_SHARE = 0.2;

type Computes = Pick<Inference, 'inputSize' | 'outputSize' | 'predict' | 'predictLater'>;

/** @param called is told of each call: its rows, and how long it took. */
export function createLane(
  inference: Computes,
  slices: Slices,
  settings: BatchSettings,
  called: (rows: number, milliseconds: number) => void = () => undefined,
): Lane {
  const { inputSize, outputSize } = inference;
  let waiting: Request[] = [];
  let waitingBytes = 0;
  let busy = false;
  /** Runs while a call waits for more rows. */
  let patience: NodeJS.Timeout | undefined;
  /** How long a row took in the calls before. */
  let rowMs = Number.POSITIVE_INFINITY;

  function compute(inputs: Float32Array, isWanted: () => boolean): Promise<Float32Array> {
    const full = waiting.length >= settings.waitingMax;
    if (full || (waiting.length > 0 && waitingBytes + inputs.byteLength > WAITING_BYTES_MAX)) {
      const detail = `Expected at most ${settings.waitingMax} requests before this model. Received: more; try again soon.`;
      return Promise.reject(new AppError('ERR_LINE_FULL', detail));
    }
    const rows = inputs.length / inputSize;
    return new Promise((resolve, reject) => {
      const outputs = new Float32Array(rows * outputSize);
      const cameAt = performance.now();
      waiting.push({ inputs, outputs, rows, cameAt, taken: 0, done: 0, failed: false, isWanted, resolve, reject });
      waitingBytes += inputs.byteLength;
      if (!busy) {
        busy = true;
        // After all that came with it was read.
        setImmediate(next);
      } else if (patience && isFull()) next();
    });
  }

  const isFull = (): boolean => rowsWaiting() >= Math.min(slices.size, settings.rowsMax);
  const rowsMax = (): number => Math.min(slices.next(rowsWaiting()), settings.rowsMax);
  const rowsWaiting = (): number => waiting.reduce((sum, request) => sum + request.rows - request.taken, 0);

  function next(): void {
    clearTimeout(patience);
    patience = undefined;
    const shares = gather(rowsMax());
    if (shares.length === 0) busy = false;
    else void call(shares).then(another);
  }

  function another(): void {
    const [first] = waiting;
    const left = first === undefined ? 0 : first.cameAt + settings.delayMs - performance.now();
    if (left > 0 && !isFull()) patience = setTimeout(next, left);
    // Answers are written, and requests read, before the next call takes the thread.
    else setImmediate(next);
  }

  /** Takes rows of each request in turn; who wants more than there is room for stands behind the others then. */
  function gather(most: number): Share[] {
    const shares: Share[] = [];
    const unfinished: Request[] = [];
    let room = most;
    let seen = 0;
    for (; seen < waiting.length && room > 0; seen++) {
      const request = waiting[seen] as Request;
      if (!isWaiting(request)) continue;
      const rows = Math.min(room, request.rows - request.taken);
      shares.push({ request, from: request.taken, rows });
      request.taken += rows;
      room -= rows;
      if (request.taken < request.rows) unfinished.push(request);
      else waitingBytes -= request.inputs.byteLength;
    }
    waiting = [...waiting.slice(seen), ...unfinished];
    return shares;
  }

  function isWaiting(request: Request): boolean {
    if (!request.failed && request.isWanted()) return true;
    waitingBytes -= request.inputs.byteLength;
    fail(request, new AppError('ERR_CANCELLED', 'Expected a client that waits. Received: none any more.'));
    return false;
  }

  async function call(shares: readonly Share[]): Promise<void> {
    const rows = shares.reduce((sum, share) => sum + share.rows, 0);
    try {
      const outputs = await timed(joined(shares, rows), rows);
      let at = 0;
      for (const share of shares) {
        deliver(share, outputs.subarray(at * outputSize, (at + share.rows) * outputSize));
        at += share.rows;
      }
    } catch (error) {
      // Inputs of others may be why: each is tried alone, so that only whoever is to blame hears of it.
      if (shares.length === 1) fail((shares[0] as Share).request, error);
      else for (const share of shares) await call([share]);
    }
  }

  function joined(shares: readonly Share[], rows: number): Float32Array {
    const inputsOf = ({ request, from, rows }: Share): Float32Array =>
      request.inputs.subarray(from * inputSize, (from + rows) * inputSize);
    if (shares.length === 1) return inputsOf(shares[0] as Share);
    const all = new Float32Array(rows * inputSize);
    let at = 0;
    for (const share of shares) {
      all.set(inputsOf(share), at * inputSize);
      at += share.rows;
    }
    return all;
  }

  async function timed(inputs: Float32Array, rows: number): Promise<Float32Array> {
    if (rows * rowMs >= BESIDE_MIN_MS) {
      const { outputs, milliseconds } = await inference.predictLater(inputs, rows);
      took(rows, milliseconds);
      return outputs;
    }
    const started = performance.now();
    const outputs = inference.predict(inputs, rows);
    took(rows, performance.now() - started);
    return outputs;
  }

  function took(rows: number, milliseconds: number): void {
    called(rows, milliseconds);
    const now = milliseconds / rows;
    rowMs = Number.isFinite(rowMs) ? rowMs + NEW_SHARE * (now - rowMs) : now;
    // A smaller call, as most are, says too little.
    if (rows === slices.size) slices.took(milliseconds);
  }

  return { compute };
}

function deliver({ request, from, rows }: Share, outputs: Float32Array): void {
  if (request.failed) return;
  request.outputs.set(outputs, (request.outputs.length / request.rows) * from);
  request.done += rows;
  if (request.done === request.rows) request.resolve(request.outputs);
}

function fail(request: Request, error: unknown): void {
  request.failed = true;
  request.reject(error);
}
