/** A Redis server of a test file's own, on a unix socket, which can be stopped, killed, frozen and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { waitFor } from './waiting.ts';

const SERVER = fileURLToPath(new URL('../../node_modules/.epochd/redis-server', import.meta.url));

export interface TestRedis {
  /** As `REDIS_URL` names it. */
  readonly url: string;
  readonly socket: string;
  /** With the files that the server before it left. */
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Alive, but answering nothing. */
  freeze(): void;
  thaw(): void;
}

/** @param options of the server besides, as on its command line. */
export async function startRedis(options: readonly string[] = []): Promise<TestRedis> {
  const folder = await makeTemporaryFolder();
  const socket = path.join(folder, 'redis.sock');
  const files = ['--dir', folder, '--appendonly', 'yes', '--save', ''];
  const args = ['--port', '0', '--unixsocket', socket, '--maxmemory-policy', 'noeviction', ...files, ...options];
  let child: ChildProcess | undefined;
  process.on('exit', () => child?.kill('SIGKILL'));

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const ending = child;
    child = undefined;
    if (!ending) return;
    const closed = once(ending, 'close');
    ending.kill('SIGCONT');
    ending.kill(signal);
    await closed;
  }

  async function start(): Promise<void> {
    child = spawn(SERVER, args, { stdio: 'ignore' });
    await waitFor('Redis to answer', () => isAnswering(socket));
  }

  await start();
  return {
    url: `unix://${socket}`,
    socket,
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
  };
}

/** Whether it takes commands: one that still loads its files answers too, but `LOADING`. */
function isAnswering(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = net.connect(socket, () => connection.write('PING\r\n'));
    connection.setTimeout(1000, () => connection.destroy());
    connection.once('data', (answer) => {
      resolve(/PONG|NOAUTH/.test(answer.toString()));
      connection.destroy();
    });
    connection.once('error', () => resolve(false));
    connection.once('close', () => resolve(false));
  });
}
