/**
 * The unix socket of the embedded Redis: where it is, and the two commands that the supervisor sends over it, as
 * plain text. Knows nothing of jobs, and needs no client library.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** The system's limit is 107 bytes on Linux and 103 on a Mac. */
const PATH_BYTES_MAX = 100;
const ANSWER_MS_MAX = 1000;

/**
 * Where the socket of a data folder is: in it, or under the system's temporary folder when that path is too long.
 * The folder is made, for this user only.
 */
export function socketOf(dataDir: string): string {
  const beside = path.join(dataDir, 'redis');
  const usual = path.join(beside, 'redis.sock');
  if (Buffer.byteLength(usual) <= PATH_BYTES_MAX) {
    mkdirSync(beside, { recursive: true });
    return usual;
  }
  const digest = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const short = path.join(os.tmpdir(), `epochd-${digest}`);
  mkdirSync(short, { recursive: true, mode: 0o700 });
  // Anybody may make a folder there: one that is not ours could hold somebody else's server.
  if (statSync(short).uid !== process.getuid?.())
    throw new Error(`Expected ${short} to be this user's folder. Set DATA_DIR to a shorter path.`);
  return path.join(short, 'redis.sock');
}

/**
 * Sends one command.
 * @returns the first line of the answer; `undefined` when nobody answers.
 */
export function ask(socket: string, command: 'PING' | 'SHUTDOWN'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const connection = net.connect(socket);
    const finish = (answer: string | undefined): void => {
      connection.destroy();
      resolve(answer);
    };
    connection.setTimeout(ANSWER_MS_MAX, () => finish(undefined));
    connection.once('connect', () => connection.write(`${command}\r\n`));
    connection.once('data', (data) => finish(data.toString('utf8').split('\r\n')[0]));
    connection.once('error', () => finish(undefined));
    connection.once('close', () => finish(undefined));
  });
}

/** Whether a server is there and has loaded its data. */
export async function isAnswering(socket: string): Promise<boolean> {
  return (await ask(socket, 'PING')) === '+PONG';
}
