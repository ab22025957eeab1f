/**
 * A checkout to try the set-up in: its own scripts, node_modules and cache, with everything that is large or slow
 * replaced by links and by programs that pretend. Knows nothing of what the tests want of it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { TENSORFLOW_HEADERS, TENSORFLOW_LIBRARIES } from '../../scripts/setup/pins.mjs';
import { tensorflowEntry } from '../../scripts/setup/tensorflow.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const RUN_MS_MAX = 30_000;

export interface Checkout {
  readonly root: string;
  readonly cache: string;
  /** A folder that is the whole PATH of `run`. Holds no program but node and a shell at first. */
  readonly bin: string;
}

export interface Run {
  readonly child: ChildProcess;
  /** What it has written so far. */
  output(): string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string; milliseconds: number }>;
}

/** Makes a checkout whose dependencies are installed. `cache` shares another one's cache. */
export function makeCheckout(context: TestContext, cache?: string): Checkout {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'epochd-setup-'));
  context.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const checkout = {
    root: path.join(folder, 'root'),
    cache: cache ?? path.join(folder, 'cache'),
    bin: path.join(folder, 'bin'),
  };
  mkdirSync(checkout.bin, { recursive: true });
  mkdirSync(path.join(checkout.root, 'node_modules/@tensorflow/tfjs-node'), { recursive: true });
  for (const name of [
    'scripts',
    'src/engine/native',
    'src/prediction/native',
    'package.json',
    'package-lock.json',
    '.npmrc',
  ]) {
    cpSync(path.join(ROOT, name), path.join(checkout.root, name), { recursive: true });
  }
  cpSync(path.join(ROOT, 'package-lock.json'), path.join(checkout.root, 'node_modules/.package-lock.json'));
  const tfjs = '@tensorflow/tfjs-node';
  for (const name of ['node-api-headers', 'yauzl', `${tfjs}/package.json`, `${tfjs}/binding`]) {
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(checkout.root, 'node_modules', name));
  }
  symlinkSync(process.execPath, path.join(checkout.bin, 'node'));
  for (const name of ['sh', 'sleep', 'cat']) symlinkSync(path.join('/bin', name), path.join(checkout.bin, name));
  return checkout;
}

/** Fills the cache with libraries of TensorFlow that are empty files: enough for all but loading them. */
export function pretendTensorflow({ cache }: Checkout): void {
  const folder = path.join(cache, tensorflowEntry().name);
  const files = [
    ...TENSORFLOW_HEADERS.map((name) => `include/${name}`),
    ...TENSORFLOW_LIBRARIES.map((name) => `lib/${name}`),
  ];
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), '');
  }
}

/** Puts a shell script on the checkout's PATH. */
export function pretend({ bin }: Checkout, name: string, script: string): void {
  writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(bin, name), 0o755);
}

/** A compiler that notes each call in `calls`, takes a while, and writes what it is asked for. */
export function pretendCompiler(checkout: Checkout, seconds = 0): { calls: string } {
  const calls = path.join(checkout.cache, '../calls');
  const output = 'while [ "$1" != -o ]; do shift; done; echo addon > "$2"';
  pretend(checkout, 'c++', `echo call >> ${calls}\nsleep ${seconds}\n${output}`);
  return { calls };
}

/** Starts `npm run setup` as npm would. `REDIS_URL` is set unless told otherwise: nothing of Redis is then wanted. */
export function startSetUp(checkout: Checkout, env: NodeJS.ProcessEnv = {}): Run {
  const started = performance.now();
  const child = spawn(process.execPath, ['scripts/run.mjs', 'setup'], {
    cwd: checkout.root,
    env: { PATH: checkout.bin, EPOCHD_CACHE_DIR: checkout.cache, REDIS_URL: 'redis://127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: RUN_MS_MAX,
    killSignal: 'SIGKILL',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = new Promise<Awaited<Run['ended']>>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, output, milliseconds: performance.now() - started }));
  });
  return { child, output: () => output, ended };
}

/** Runs it to its end. */
export function setUp(checkout: Checkout, env: NodeJS.ProcessEnv = {}): Run['ended'] {
  return startSetUp(checkout, env).ended;
}

/** Names in the cache that are not entries: folders being built, locks. */
export function leftOvers({ cache }: Checkout): string[] {
  return readdirSync(cache).filter((name) => name.includes('.building-') || name.includes('.lock'));
}

/** Waits until something is so. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Expected within 10 s: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
