/**
 * Reads the bodies of predictions: small ones where it is called, large ones in a thread, which parses and preprocesses while
 * others are answered.
 *
 * DESIGN Parsing ten megabytes of JSON takes up to a second in which nothing else would happen. The body is moved to the thread
 * and the inputs are moved back: neither is copied. One thread, one body at a time: large predictions wait for each other, as
 * they would without it. A thread that dies or does not answer costs the request that it had; the next one gets another.
 */
import { Worker } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import type { Preprocessing } from '../data/index.ts';
import { AppError, isErrorCode, messageOf } from '../errors.ts';
import { type RequestBody, readInputs, readPlainInputs } from './read-inputs.ts';
import type { ReadingAnswer, ReadingOrder } from './reading-thread.ts';

export interface Reader {
  /** @throws AppError as `readInputs`, ERR_RATE_LIMIT where too many wait, ERR_TOO_LARGE for what takes too long, ERR_UNAVAILABLE once closed. */
  read(preprocessing: Preprocessing, body: RequestBody): Promise<Float32Array>;
  close(): void;
}

/** Read in a millisecond or two: handing it over would not pay. */
const SMALL_BYTES = 16_384;
/** Pictures and sounds are small until they are unpacked. */
const SMALL_PACKED_BYTES = 2048;
/** JSON of nothing but numbers. */
const SMALL_PLAIN_BYTES = 262_144;
const WAITING_MAX = 64;
const READING_MS_MAX = 30_000;
/** Of a thread that has read nothing yet. */
const STARTING_MS_MAX = 30_000;
const MIB = 1024 * 1024;
/**
 * Of the thread's memory: what it loads, and what a body takes when it is parsed, as a multiple of its bytes. JSON takes 21 at
 * most and lines of CSV 30; a thread that runs out of memory takes its process along, so that there is twice as much.
 */
const HEAP_MIB = 128;
const PARSED_FACTOR = 64;
/** Preprocessings that the thread remembers. */
const KNOWN_MAX = 32;

export interface ReaderOptions {
  /** Inputs of one body. */
  readonly countMax: number;
  /** No body has more. */
  readonly bytesMax: number;
  /** How long one may take. Default: 30,000. */
  readonly readingMsMax?: number;
}

export function createReader(options: ReaderOptions): Reader {
  let thread: ReadingThread | undefined;
  let line: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let closed = false;

  async function readAside(preprocessing: Preprocessing, body: RequestBody): Promise<Float32Array> {
    if (closed) throw new AppError('ERR_UNAVAILABLE', 'Expected a reader that is open. Received: a closed one.');
    if (!thread?.alive) thread = startThread(options);
    return thread.read(preprocessing, body);
  }

  return {
    async read(preprocessing, body) {
      const plain = readHere(preprocessing, body, options.countMax);
      if (plain) return plain;
      if (isSmall(preprocessing, body)) return readInputs(preprocessing, body, options.countMax);
      if (waiting >= WAITING_MAX)
        throw new AppError(
          'ERR_RATE_LIMIT',
          `Expected at most ${WAITING_MAX} large predictions at once. Received: more.`,
        );
      waiting += 1;
      const read = line.then(() => readAside(preprocessing, body)).finally(() => waiting--);
      line = read.catch(() => undefined);
      return read;
    },
    close() {
      closed = true;
      thread?.end();
    },
  };
}

/** Numbers alone are read so fast that handing over even a larger body would not pay. */
function readHere(
  preprocessing: Preprocessing,
  { bytes, mediaType }: RequestBody,
  countMax: number,
): Float32Array | undefined {
  if (mediaType !== undefined || bytes.length > SMALL_PLAIN_BYTES) return undefined;
  return readPlainInputs(preprocessing, bytes, countMax);
}

function isSmall({ kind }: Preprocessing, { bytes }: RequestBody): boolean {
  return bytes.length <= (kind === 'image' || kind === 'audio' ? SMALL_PACKED_BYTES : SMALL_BYTES);
}

interface ReadingThread {
  readonly alive: boolean;
  /** One after the other. */
  read(preprocessing: Preprocessing, body: RequestBody): Promise<Float32Array>;
  end(): void;
}

function startThread({ countMax, bytesMax, readingMsMax = READING_MS_MAX }: ReaderOptions): ReadingThread {
  const heapMib = HEAP_MIB + Math.ceil((bytesMax * PARSED_FACTOR) / MIB);
  const worker = new Worker(new URL('./reading-thread.js', import.meta.url), {
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMib },
  });
  worker.unref();
  let alive = true;
  let started = false;
  let death: ReadingAnswer = { code: 'ERR_UNAVAILABLE', message: 'Expected a thread that reads. Received: its end.' };
  let answer: (answered: ReadingAnswer) => void = () => undefined;
  worker.on('message', (message: ReadingAnswer) => answer(message));
  worker.on('error', (error) => {
    death = { code: 'ERR_INTERNAL', message: messageOf(error) };
  });
  worker.on('exit', () => {
    alive = false;
    answer(death);
  });

  let forgotten: number[] = [];
  let numbers = 0;
  const known = new LRUCache<Preprocessing, number>({
    max: KNOWN_MAX,
    dispose: (number) => void forgotten.push(number),
  });

  function orderOf(preprocessing: Preprocessing, body: RequestBody): ReadingOrder {
    const number = known.get(preprocessing) ?? ++numbers;
    const learnt = known.has(preprocessing) ? {} : { learnt: preprocessing };
    known.set(preprocessing, number, { noDisposeOnSet: true });
    const order = { ...body, bytes: ofItsOwn(body.bytes), preprocessing: { number, ...learnt }, countMax, forgotten };
    forgotten = [];
    return order;
  }

  return {
    get alive() {
      return alive;
    },
    async read(preprocessing, body) {
      const order = orderOf(preprocessing, body);
      const milliseconds = readingMsMax + (started ? 0 : STARTING_MS_MAX);
      const timer = setTimeout(() => {
        death = {
          code: 'ERR_TOO_LARGE',
          message: `Expected a body that is read in ${readingMsMax} ms. Received: another one.`,
        };
        void worker.terminate();
      }, milliseconds);
      const answered = await new Promise<ReadingAnswer>((resolve) => {
        answer = resolve;
        worker.postMessage(order, [order.bytes.buffer as ArrayBuffer]);
        if (!alive) answer(death);
      });
      clearTimeout(timer);
      started = true;
      if ('inputs' in answered) return answered.inputs;
      const { code, message } = answered;
      throw isErrorCode(code) ? new AppError(code, message) : new Error(message);
    },
    end: () => void worker.terminate(),
  };
}

/** In memory that is nobody else's: Node keeps small buffers together. */
function ofItsOwn(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes);
}
