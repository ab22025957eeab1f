/**
 * The Redis that comes with `npm start`: a server of our own on a unix socket, with its files in the data folder.
 * Knows nothing of what is kept in it. It writes each change to an append-only file, so that jobs outlive a crash,
 * and never evicts: a queue that forgets is worse than one that is full.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from '../logger.ts';
import { type SupervisedChild, superviseChild } from '../supervised-child.ts';
import { ask, isAnswering, socketOf } from './redis-socket.ts';

/** Put there by the set-up. The same from src and from dist. */
const SERVER = fileURLToPath(new URL('../../node_modules/.epochd/redis-server', import.meta.url));
/** Reading a large append-only file takes a while. */
const READY_MS_MAX = 120_000;
const POLL_MS = 10;
const ORPHAN_MS_MAX = 15_000;
const LAST_LINES = 5;

/**
 * Starts the server and keeps it alive. The caller holds the data folder's lock.
 * @returns once it answers, with the URL under which `config.redisUrl` would name it.
 * @throws Error when there is no server to start, or it does not start.
 */
export async function startEmbeddedRedis(
  dataDir: string,
  logger: Logger,
): Promise<{ url: string; close(): Promise<void> }> {
  if (!isExecutable(SERVER)) {
    throw new Error('Expected a Redis server. Received: none; run `npm run setup`, or set REDIS_URL.');
  }
  const dir = path.join(dataDir, 'redis');
  mkdirSync(dir, { recursive: true });
  const socket = socketOf(dataDir);
  await endOrphan(socket, logger);
  const child: SupervisedChild<void> = superviseChild({
    name: 'embedded Redis',
    logger,
    readyMsMax: READY_MS_MAX,
    spawn: () => logged(spawnServer(dir, socket), logger),
    async untilReady(_, signal) {
      while (!signal.aborted && !(await isAnswering(socket))) await sleep(POLL_MS);
    },
  });
  await child.ready;
  return { url: `unix://${socket}`, close: () => child.close() };
}

/**
 * A server whose supervisor was killed where the kernel does not tell children of that (a Mac). We hold the lock, so
 * nobody uses it; started beside it, a second server would write to the same file.
 */
async function endOrphan(socket: string, logger: Logger): Promise<void> {
  const until = performance.now() + ORPHAN_MS_MAX;
  for (let tries = 0; (await ask(socket, 'PING')) !== undefined; tries++) {
    if (tries === 0) logger.warn('ending a Redis that a killed service left');
    if (performance.now() > until) throw new Error(`Expected no server at ${socket}. Received: one that does not end.`);
    await ask(socket, 'SHUTDOWN');
    await sleep(100);
  }
}

function spawnServer(dir: string, socket: string): ChildProcess {
  const listening = ['--port', '0', '--unixsocket', socket, '--unixsocketperm', '700'];
  const keeping = ['--dir', dir, '--appendonly', 'yes', '--save', '', '--maxmemory-policy', 'noeviction'];
  const command = [...dyingWithUs(), SERVER, ...listening, ...keeping, '--daemonize', 'no'];
  // Its own process group: Ctrl-C would otherwise end it before those who still need it.
  return spawn(command[0] ?? SERVER, command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
}

/** On Linux the kernel ends the server when this process dies, even by SIGKILL. */
function dyingWithUs(): string[] {
  if (process.platform !== 'linux') return [];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const setpriv = folders.map((folder) => path.join(folder, 'setpriv')).find(isExecutable);
  return setpriv ? [setpriv, '--pdeathsig', 'TERM'] : [];
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What the server says goes to our log for debugging; its last lines are shown when it dies. */
function logged(child: ChildProcess, logger: Logger): ChildProcess {
  let lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const said = text.split('\n').filter((line) => line.trim().length > 0);
      for (const line of said) logger.debug({ child: 'redis' }, line);
      lines = [...lines, ...said].slice(-LAST_LINES);
    });
  }
  child.once('close', (code) => {
    if (code !== 0) logger.error({ child: 'redis', said: lines }, 'the embedded Redis ended badly');
  });
  return child;
}
