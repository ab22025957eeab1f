/**
 * Reads the bodies of requests: small ones where it is called, large ones in a thread, which parses and preprocesses while
 * others are answered. One function reads both, so that nobody can tell where it was.
 *
 * DESIGN Parsing ten megabytes of JSON takes up to a second in which nothing else would happen. The body is moved to the thread
 * and the inputs are moved back: neither is copied. One thread, one body at a time: large predictions wait for each other, as
 * they would without it. A thread that dies or does not answer costs the request that it had; the next one gets another.
 */
import { Worker } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import { AppError, isErrorCode, messageOf } from '../errors.ts';
import type { ReadingAnswer, ReadingOrder } from './reading-thread.ts';
import type { Form, Readings, ReadVersion, RequestBody } from './requests/forms.ts';
import { readRequest } from './requests/index.ts';
import { readPlain } from './requests/plain.ts';
import { nobodyWaits } from './turns.ts';

export interface Reader {
  /**
   * @param body whose bytes may be taken over.
   * @param isWanted whether somebody still waits; asked before a large one is read.
   * @throws AppError as `readRequest`, ERR_RATE_LIMIT where too many wait, ERR_TOO_LARGE for what takes too long, ERR_UNAVAILABLE
   * once closed, ERR_CANCELLED for what is not wanted any more.
   */
  read<F extends Form>(version: ReadVersion, body: RequestBody<F>, isWanted?: () => boolean): Promise<Readings[F]>;
  close(): void;
}

/** Read in a millisecond or two: handing it over would not pay. */
const SMALL_BYTES = 16_384;
/** Pictures and sounds are small until they are unpacked. */
const SMALL_PACKED_BYTES = 2048;
/** JSON of nothing but numbers: read so fast that handing over even a larger body would not pay. */
const SMALL_PLAIN_BYTES = 262_144;
/** Raw tensors. */
const SMALL_RAW_BYTES = 65_536;
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
/** Versions that the thread remembers. */
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

  async function readAside(version: ReadVersion, body: RequestBody, isWanted: () => boolean): Promise<Readings[Form]> {
    if (!isWanted()) throw nobodyWaits();
    if (closed) throw new AppError('ERR_UNAVAILABLE', 'Expected a reader that is open. Received: a closed one.');
    if (!thread?.alive) thread = startThread(options);
    return thread.read(version, body);
  }

  /** Whatever is small waits for nothing but what it is read by. */
  function read(version: ReadVersion, body: RequestBody, isWanted = () => true): Promise<Readings[Form]> {
    const plain = body.bytes.length <= SMALL_PLAIN_BYTES ? readPlain(version, body, options.countMax) : undefined;
    if (plain) return Promise.resolve(plain);
    if (isSmall(version, body)) return readRequest(version, body, options.countMax);
    if (waiting >= WAITING_MAX) {
      const detail = `Expected at most ${WAITING_MAX} large predictions at once. Received: more.`;
      return Promise.reject(new AppError('ERR_RATE_LIMIT', detail));
    }
    waiting += 1;
    const reading = line.then(() => readAside(version, body, isWanted)).finally(() => waiting--);
    line = reading.catch(() => undefined);
    return reading;
  }

  return {
    // What is read of a form is that of the form.
    read: read as Reader['read'],
    close() {
      closed = true;
      thread?.end();
    },
  };
}

function isSmall({ preprocessing: { kind } }: ReadVersion, body: RequestBody): boolean {
  const { length } = body.bytes;
  if (length <= SMALL_PACKED_BYTES) return true;
  if (length > SMALL_RAW_BYTES || kind === 'audio') return false;
  const packed = isPacked(body);
  if (packed && kind === 'image') return false;
  return length <= (!packed && isRaw(body) ? SMALL_RAW_BYTES : SMALL_BYTES);
}

/** Whether there may be files in it, or texts. */
function isPacked({ form, bytes }: RequestBody): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return form === 'file' || text.includes('b64') || text.includes('BYTES');
}

/** Whether most of it is numbers that need not be parsed. */
function isRaw(body: RequestBody): boolean {
  return body.form === 'inference' && (body.jsonBytes ?? 0) <= SMALL_BYTES;
}

interface ReadingThread {
  readonly alive: boolean;
  /** One after the other. */
  read(version: ReadVersion, body: RequestBody): Promise<Readings[Form]>;
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
  const known = new LRUCache<ReadVersion, number>({
    max: KNOWN_MAX,
    dispose: (number) => void forgotten.push(number),
  });

  function orderOf(version: ReadVersion, body: RequestBody): ReadingOrder {
    const number = known.get(version) ?? ++numbers;
    const learnt = known.has(version) ? {} : { learnt: learntOf(version) };
    known.set(version, number, { noDisposeOnSet: true });
    const order = {
      ...{ body: { ...body, bytes: ofItsOwn(body.bytes) }, version: { number, ...learnt } },
      ...{ countMax, forgotten },
    };
    forgotten = [];
    return order;
  }

  return {
    get alive() {
      return alive;
    },
    async read(version, body) {
      const order = orderOf(version, body);
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
        worker.postMessage(order, [order.body.bytes.buffer as ArrayBuffer]);
        if (!alive) answer(death);
      });
      clearTimeout(timer);
      started = true;
      if ('reading' in answered) return answered.reading;
      const { code, message, problems = [] } = answered;
      throw isErrorCode(code) ? new AppError(code, message, { problems }) : new Error(message);
    },
    end: () => void worker.terminate(),
  };
}

/** What is told of a version, which has more. */
function learntOf({ preprocessing, task, labels, inputShape, contract }: ReadVersion): ReadVersion {
  return { preprocessing, task, labels, inputShape, ...(contract && { contract }) };
}

/** In memory that is nobody else's: Node keeps small buffers together. */
function ofItsOwn(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes);
}
