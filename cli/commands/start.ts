/** `epochd start`: the service on this machine, as `npm start` runs it. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { whyNotFree } from '../doctor/machine.ts';
import { Interrupted, ToldError, UsageError } from '../errors.ts';
import { numberBetween } from '../option-values.ts';

interface StartOptions {
  readonly port?: number;
  readonly host?: string;
  readonly dataDir?: string;
  readonly workers?: number;
  readonly redisUrl?: string;
}

const PORT_MAX = 65_535;

export function addStart(program: Command, context: Context): void {
  program
    .command('start')
    .summary('run the service on this machine')
    .description('Sets up what is missing, and runs the service here until Ctrl-C.')
    .option('-p, --port <port>', 'to listen on; 0 takes a free one', numberBetween(0, PORT_MAX))
    .option('--host <address>', 'to listen on')
    .option('-d, --data-dir <folder>', 'for what it keeps')
    .option('-w, --workers <count>', 'how many workers', numberBetween(1, 1000))
    .option('--redis-url <url>', 'a Redis that is there, in place of an embedded one')
    .addHelpText(
      'after',
      '\nAll settings are environment variables: README.md lists them.\n\nExample:\n  $ epochd start --port 8080 --workers 2',
    )
    .action((options: StartOptions) => start(context, options));
}

/** Told before anything is set up or started. @throws UsageError */
async function expectFree({
  host = process.env.HOST || '127.0.0.1',
  port = Number(process.env.PORT || 3000),
}: StartOptions) {
  const problem = await whyNotFree(host, port);
  if (problem === 'EADDRINUSE')
    throw new UsageError(
      `Expected a port that is free. Received: ${host}:${port}, which is taken: --port names another one.`,
    );
}

/** Runs until it is ended. Ctrl-C reaches the service by itself; what ends this process alone is passed on. */
async function start({ root, signal }: Context, options: StartOptions): Promise<void> {
  await expectFree(options);
  const variables = {
    ...{ PORT: options.port, HOST: options.host, WORKERS: options.workers, REDIS_URL: options.redisUrl },
    DATA_DIR: options.dataDir && path.resolve(options.dataDir),
  };
  const given = Object.entries(variables).filter(([, value]) => value !== undefined);
  const env = { ...process.env, ...Object.fromEntries(given.map(([name, value]) => [name, String(value)])) };
  const child = spawn(process.execPath, [path.join(root, 'scripts/run.mjs'), 'start'], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  // The terminal tells the whole group of Ctrl-C, and the service takes its time: a second signal would cut that short.
  process.removeAllListeners('SIGINT').on('SIGINT', () => undefined);
  process.removeAllListeners('SIGTERM').on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', (code, killedBy) => {
      if (code === 0) resolve();
      else
        reject(
          killedBy === 'SIGINT' || signal.aborted ? new Interrupted('Interrupted.') : new ToldError('It said why.'),
        );
    });
  });
}
