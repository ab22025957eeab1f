/**
 * The api or a worker as a child of the supervisor: the same program that `npm run api` and `npm run worker` run
 * alone. Knows nothing of what they do.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { logStandardError } from '../child-stderr.ts';
import type { Logger } from '../logger.ts';
import type { StartMessage } from '../process.ts';
import { type SupervisedChild, superviseChild } from './supervised-child.ts';

/** Loading TensorFlow on a busy machine. */
const READY_MS_MAX = 60_000;

/**
 * Starts the process and keeps it alive. Its `ready` tells where it listens, if it does.
 * @param environment what it finds in its environment, over what this process has. Read anew at each start.
 */
export function startServiceProcess(
  name: 'api' | 'worker',
  environment: () => NodeJS.ProcessEnv,
  logger: Logger,
): SupervisedChild<string | undefined> {
  const program = fileURLToPath(new URL(`../${name}/main.js`, import.meta.url));
  return superviseChild({
    name,
    logger,
    readyMsMax: READY_MS_MAX,
    // Its own process group: Ctrl-C reaches only the supervisor, which ends all in their order.
    spawn() {
      const env = { ...process.env, ...environment() };
      const child = fork(program, { env, detached: true, stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
      logStandardError(child, logger);
      return child;
    },
    untilReady: (child) =>
      new Promise((resolve, reject) => {
        child.on('message', (message: StartMessage) => {
          if (message.type === 'ready') resolve(message.url);
          if (message.type === 'failed') reject(new Error(`The ${name} could not start: ${message.message}`));
        });
      }),
  });
}
