/** A server that is measured: a process, and whatever processes it starts, until it is not needed any more. */
import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ServerProcess {
  readonly port: number;
  stop(): Promise<void>;
}

const START_MS_MAX = 90_000;
const LOOK_EVERY_MS = 200;
const STOP_MS = 3000;

/**
 * @param command with `PORT` in the place of the port that it shall listen on.
 * @param isReady asks whether it answers as it shall.
 * @throws Error with the last of what it wrote, if it does not answer in time.
 */
export async function startServer(
  command: readonly string[],
  isReady: (port: number) => Promise<boolean>,
): Promise<ServerProcess> {
  const port = await freePort();
  const [program = '', ...args] = command.map((part) => (part === 'PORT' ? String(port) : part));
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let wrote = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes) => {
      wrote = (wrote + bytes).slice(-2000);
    });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  async function stop(): Promise<void> {
    const all = await withDescendants(child.pid ?? 0);
    const end = (signal: NodeJS.Signals): void => {
      for (const pid of all) {
        try {
          process.kill(pid, signal);
        } catch {
          // It has ended.
        }
      }
    };
    end('SIGTERM');
    await Promise.race([ended, sleep(STOP_MS)]);
    end('SIGKILL');
    await ended;
  }
  const until = performance.now() + START_MS_MAX;
  while (performance.now() < until && child.exitCode === null) {
    if (await isReady(port).catch(() => false)) return { port, stop };
    await sleep(LOOK_EVERY_MS);
  }
  await stop();
  throw new Error(`Expected ${command.join(' ')} to answer. Received: ${wrote.trim() || 'nothing'}`);
}

/** With a gap behind it: some servers take the next ports for themselves. */
async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A process and all that it has started, and they. */
export async function withDescendants(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await fs.readdir('/proc').catch(() => [])) {
    const stat = /^\d+$/.test(name) ? await fs.readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : '';
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const family = [root];
  for (const pid of family) for (const [child, parent] of parents) if (parent === pid) family.push(child);
  return family;
}
