/**
 * Several api processes behind one port: this one serves nothing itself. It opens the port, gives each connection to one of them, replaces
 * those that die, and carries what they say to each other. Knows nothing of what they serve.
 *
 * DESIGN One that dies takes its own connections along, no others: it is started again after a tenth of a second, then two, up to
 * ten seconds. One that cannot start at first ends all. Processes end when the primary asks them to, by a message: a signal from a
 * terminal, or from whoever runs this in a group, reaches them as well, and would be their second one. They end with the primary,
 * however it dies, since their channel closes.
 */
import type { ChildProcess } from 'node:child_process';
import cluster from 'node:cluster';
import net from 'node:net';
import type { Config } from '../../config.ts';
import type { Logger } from '../../logger.ts';
import type { CloseMessage, Service, StartMessage } from '../../process.ts';
import { readyMsMaxOf, superviseChild } from '../../supervised-child.ts';
import { createMetricsKeeper, METRICS_TOPIC } from './metrics-keeper.ts';
import { createRelay } from './relay.ts';

/** What a process gives itself to close, within what its primary has. */
export const PROCESS_CLOSE_MS_MAX = 11_000;
const END_MS_MAX = 11_500;
const CLOSE: CloseMessage = { type: 'close' };

/**
 * @param program that each process runs: it tells, as a cluster's worker, that it is ready.
 * @returns once all of them listen.
 * @throws Error when the port is taken, or one cannot start; none is left then.
 */
export async function startPrimary(program: string, config: Config, logger: Logger): Promise<Service> {
  // Who asks for any port gets one here, which is theirs also when all of them come back at once.
  const environment: NodeJS.ProcessEnv = { PORT: String(await freePort(config)) };
  // Each gets connections in turn: left to the system, some processes get most of them.
  cluster.schedulingPolicy = cluster.SCHED_RR;
  cluster.setupPrimary({ exec: program, args: [], serialization: 'advanced' });
  const relay = createRelay({ [METRICS_TOPIC]: createMetricsKeeper() });
  const serving = new WeakSet<ChildProcess>();
  const processes = Array.from({ length: config.apiProcesses }, () =>
    superviseChild<string | undefined>({
      ...{ name: 'api process', logger, readyMsMax: readyMsMaxOf(config.apiProcesses), endMsMax: END_MS_MAX },
      spawn() {
        const worker = cluster.fork(environment);
        relay.join(worker);
        endWhatIsOnItsWay(worker.process);
        return worker.process;
      },
      untilReady: (child) =>
        new Promise((resolve, reject) => {
          child.on('message', (message: StartMessage) => {
            if (message.type === 'failed') reject(new Error(message.message));
            if (message.type !== 'ready') return;
            serving.add(child);
            resolve(message.url);
          });
        }),
      // One that still starts would do that first, and has nothing to finish.
      askToEnd(child) {
        if (serving.has(child)) child.send(CLOSE, undefined, undefined, () => undefined);
        else child.kill('SIGKILL');
      },
    }),
  );
  const close = async (): Promise<void> => void (await Promise.all(processes.map((each) => each.close())));
  try {
    const [url = ''] = await Promise.all(processes.map(({ ready }) => ready));
    logger.info({ processes: processes.length }, `Server listening at ${url}, by ${processes.length} processes`);
    return { url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Node forgets a connection that it has sent to a process which died before it took it: its client would wait for ever. One is on
 * its way to a process at a time; closing one that has arrived does nothing.
 */
function endWhatIsOnItsWay(child: ChildProcess): void {
  let last: { close?(): void } = {};
  const send = child.send as (...parts: unknown[]) => boolean;
  child.send = (...parts: unknown[]) => {
    last = (parts[1] as typeof last | undefined) ?? last;
    return send.apply(child, parts);
  };
  child.once('exit', () => last.close?.());
}

/** Each process would say for itself, and only once it has loaded everything, that it cannot have it. */
async function freePort({ host, port }: Config): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ host, port }, resolve));
  const { port: found } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return found;
}
