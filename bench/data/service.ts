/**
 * The service as `npm start` runs it, for one benchmark: its processes, what they take of memory, uploads by HTTP. Knows
 * nothing of what is uploaded.
 */
import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import { startSupervisor } from '../../src/supervisor/supervisor.ts';
import { readPeakBytes } from '../training/disturbance.ts';
import { childrenOf, forgetPeak } from './processes.ts';

export interface UploadFigures {
  readonly rows: number;
  /** From before the request to the answer that the dataset is ready. */
  readonly seconds: number;
  /** Of these, until the job was queued: everything had come by then, and was on the disk. */
  readonly uploadSeconds: number;
  readonly apiPeakBytes: number | undefined;
  readonly importerPeakBytes: number | undefined;
}

export interface BenchService {
  readonly url: string;
  /** Uploads a file and waits until it is a dataset; then deletes it. @throws Error for any other answer than 201. */
  upload(file: string): Promise<UploadFigures>;
  close(): Promise<void>;
}

const WAIT_SECONDS = 300;
const SAMPLE_EVERY_MS = 50;
const BOUNDARY = 'epochd-bench-boundary';

/** @param dataDir an empty folder. */
export async function startService(dataDir: string): Promise<BenchService> {
  const logger = createLogger('bench', 'warn');
  const environment = { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '1000000' };
  const service = await startSupervisor(loadConfig({ ...process.env, ...environment }), logger);
  const [api = 0] = await childrenOf(process.pid, 'epochd api');
  const [worker = 0] = await childrenOf(process.pid, 'epochd worker');
  let uploads = 0;
  return {
    url: service.url,
    async upload(file) {
      const name = `bench-${uploads++}`;
      await forgetPeak(api);
      const watch = watchImporters(worker);
      const startedAt = Date.now();
      const started = performance.now();
      const { rows, job } = await post(service.url, name, file);
      const seconds = (performance.now() - started) / 1000;
      const importerPeakBytes = await watch.stop();
      const apiPeakBytes = await readPeakBytes(api);
      const uploadSeconds = ((await queuedAt(service.url, job)) - startedAt) / 1000;
      await fetch(`${service.url}/v1/datasets/${name}`, { method: 'DELETE' });
      return { rows, seconds, uploadSeconds, apiPeakBytes, importerPeakBytes };
    },
    close: () => service.close(),
  };
}

/** Streams a form as any client would. `fetch` would copy each piece of it more than once. */
async function post(url: string, name: string, file: string): Promise<{ rows: number; job: string }> {
  const part = (field: string, extra = ''): string =>
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${field}"${extra}\r\n\r\n`;
  const head = Buffer.from(`${part('name')}${name}\r\n${part('file', `; filename="${path.basename(file)}"`)}`);
  const tail = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
  const { size } = await fs.stat(file);
  const request = http.request(`${url}/v1/datasets`, {
    method: 'POST',
    headers: {
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'content-length': head.length + size + tail.length,
      prefer: `wait=${WAIT_SECONDS}`,
    },
  });
  const answer = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject);
  });
  request.write(head);
  const bytes = createReadStream(file, { highWaterMark: 2 ** 20 });
  bytes.on('end', () => request.end(tail)).pipe(request, { end: false });
  const response = await answer;
  let text = '';
  for await (const piece of response.setEncoding('utf8')) text += piece;
  if (response.statusCode !== 201) throw new Error(`POST /v1/datasets answered ${response.statusCode}: ${text}`);
  return JSON.parse(text) as { rows: number; job: string };
}

async function queuedAt(url: string, job: string): Promise<number> {
  const response = await fetch(`${url}/v1/jobs/${job}/events`, { headers: { accept: 'application/json' } });
  const { data } = (await response.json()) as { data: { at: string }[] };
  return Date.parse(data[0]?.at ?? '');
}

/** An importer lives for one import, so that it is asked again and again while it does. */
function watchImporters(worker: number): { stop(): Promise<number | undefined> } {
  let peak: number | undefined;
  const sample = async (): Promise<void> => {
    for (const pid of await childrenOf(worker, 'epochd importer')) {
      const bytes = await readPeakBytes(pid);
      if (bytes !== undefined) peak = Math.max(peak ?? 0, bytes);
    }
  };
  const timer = setInterval(() => void sample(), SAMPLE_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await sample();
      return peak;
    },
  };
}
