/** What the machine has: Node, memory, disk space, the port. */
import { existsSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createClient } from '../../client/index.ts';
import { bytes } from '../terminal/quantities.ts';
import { type Finding, failed, fine, warning } from './finding.ts';

const GIB = 2 ** 30;
const MEMORY = { least: GIB, good: 4 * GIB, free: GIB / 2 };
const DISK = { least: GIB / 2, good: 5 * GIB };
const ANSWER_MS_MAX = 3000;
const MAJORS = [20, 22, 24];

export async function checkMachine(env: NodeJS.ProcessEnv = process.env): Promise<Finding[]> {
  return [checkNode(), checkMemory(), await checkDisk(env), await checkPort(env)];
}

function checkNode(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  if (MAJORS.includes(major)) return fine('Node', process.versions.node);
  return warning('Node', process.versions.node, `Nobody has tried this one: install one of ${MAJORS.join(', ')}.`);
}

function checkMemory(): Finding {
  const limit = process.constrainedMemory?.() ?? 0;
  const memory = limit > 0 ? Math.min(limit, os.totalmem()) : os.totalmem();
  const detail = `${bytes(memory)}, of which ${bytes(os.freemem())} are free`;
  if (os.freemem() < MEMORY.free)
    return warning(
      'memory',
      detail,
      'End what needs it, or set TRAINER_MEMORY_BYTES: a training that takes too much is ended.',
    );
  if (memory >= MEMORY.good) return fine('memory', detail);
  const todo = 'Set TRAINER_MEMORY_BYTES and EXAMPLES_MEMORY_BYTES to what may be taken, or take a larger machine.';
  return memory >= MEMORY.least ? warning('memory', detail, todo) : failed('memory', detail, todo);
}

async function checkDisk(env: NodeJS.ProcessEnv): Promise<Finding> {
  const folder = path.resolve(env.DATA_DIR || 'data');
  let there = folder;
  while (!existsSync(there)) there = path.dirname(there);
  try {
    await access(there, constants.W_OK);
  } catch {
    return failed('disk', `${folder} cannot be written to`, 'Set DATA_DIR to a folder that can be.');
  }
  const { bavail, bsize } = await statfs(there);
  const detail = `${bytes(bavail * bsize)} free for ${folder}`;
  const todo = 'Free some space, or set DATA_DIR to a folder on another disk.';
  if (bavail * bsize >= DISK.good) return fine('disk', detail);
  return bavail * bsize >= DISK.least ? warning('disk', detail, todo) : failed('disk', detail, todo);
}

/** Taken is no fault where a service is what took it. */
async function checkPort(env: NodeJS.ProcessEnv): Promise<Finding> {
  const [host, port] = [env.HOST || '127.0.0.1', Number(env.PORT || 3000)];
  const problem = await whyNotFree(host, port);
  if (!problem) return fine('port', `${host}:${port} is free`);
  if (problem === 'EADDRINUSE' && (await isService(`http://${host}:${port}`)))
    return fine('port', `${host}:${port} is that of a service that runs`);
  const detail = problem === 'EADDRINUSE' ? 'is taken by something else' : problem;
  return failed('port', `${host}:${port} ${detail}`, 'Take another one: PORT, or epochd start --port 3001');
}

/** @returns the code of what is wrong with a port, undefined where it can be listened to. */
export function whyNotFree(host: string, port: number): Promise<string | undefined> {
  const server = net.createServer();
  return new Promise((resolve) => {
    server
      .once('error', ({ code, message }: NodeJS.ErrnoException) => resolve(code ?? message))
      .listen({ host, port }, () => server.close(() => resolve(undefined)));
  });
}

async function isService(url: string): Promise<boolean> {
  try {
    await createClient({ baseUrl: url, retries: 0 }).health({ signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    return true;
  } catch {
    return false;
  }
}
