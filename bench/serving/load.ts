/** The load generator (`load.c`), compiled where it is needed, and the requests that it sends. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../scripts/setup/command.mjs';

export interface LoadFigures {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  readonly answers: number;
  readonly errors: number;
}

export interface LoadRequest {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface LoadGenerator {
  /** Sends the request on so many connections, each again as soon as it is answered. */
  measure(request: LoadRequest, connections: number, seconds: number): Promise<LoadFigures>;
}

const SOURCE = fileURLToPath(new URL('load.c', import.meta.url));
const WARM_UP_SECONDS = 1;

/** @param folder for the program and its requests. */
export async function buildLoadGenerator(folder: string): Promise<LoadGenerator> {
  const program = path.join(folder, 'load');
  await run([process.env.CC || 'cc', '-O2', SOURCE, '-o', program]);
  let requests = 0;
  return {
    async measure({ port, path: target, headers, body }, connections, seconds) {
      const file = path.join(folder, `request-${requests++}`);
      const all = { host: `localhost:${port}`, ...headers, 'content-length': String(body.length) };
      const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
      await fs.writeFile(file, Buffer.concat([Buffer.from(`POST ${target} HTTP/1.1\r\n${lines.join('')}\r\n`), body]));
      const numbers = [port, connections, WARM_UP_SECONDS, seconds].map(String);
      const output = await run([program, '127.0.0.1', ...numbers, file]);
      return JSON.parse(output.trim()) as LoadFigures;
    },
  };
}
