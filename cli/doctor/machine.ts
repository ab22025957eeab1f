/** What the machine has: Node, memory, disk space, the port. */
import { existsSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { bytes } from '../terminal/quantities.ts';
import { type Finding, failed, fine, warning } from './finding.ts';

const GIB = 2 ** 30;
const MEMORY = { least: GIB, good: 4 * GIB };
const DISK = { least: GIB / 2, good: 5 * GIB };
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

/** Taken is no fault where the service is what took it: the check of the service tells. */
async function checkPort(env: NodeJS.ProcessEnv): Promise<Finding> {
  const [host, port] = [env.HOST || '127.0.0.1', Number(env.PORT || 3000)];
  const server = net.createServer();
  const problem = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve).listen({ host, port }, () => server.close(() => resolve(undefined)));
  });
  if (!problem) return fine('port', `${host}:${port} is free`);
  return warning(
    'port',
    `${host}:${port}: ${problem.code}`,
    'If it is not the service that has it, start with another one: epochd start --port 3001',
  );
}
