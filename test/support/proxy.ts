/**
 * A network between a process and Redis that does what networks do: it stalls, swallows, loses answers, breaks off, is away.
 * A TCP server of its own in front of the server's socket; it knows nothing of what passes.
 */
import net, { type AddressInfo } from 'node:net';

export interface TestProxy {
  /** As `REDIS_URL` names it. */
  readonly url: string;
  /** Connections that were accepted so far. */
  accepted(): number;
  /** Breaks all connections off, at once; new ones pass. */
  reset(): void;
  /** From now on nothing that is sent over the open connections arrives, and nobody is told; new ones pass. */
  swallow(): void;
  /** Requests arrive, answers do not, until the connection is broken off. New ones pass. */
  loseAnswers(): void;
  /** Everything stays where it is until `flow`: what was sent arrives then. New connections wait, too. */
  stall(): void;
  /** Breaks all off, and refuses new ones until `flow`. */
  cut(): void;
  flow(): void;
  close(): Promise<void>;
}

interface Line {
  readonly client: net.Socket;
  readonly server: net.Socket;
}

/** @param socket the path of the server's. */
export async function startProxy(socket: string): Promise<TestProxy> {
  const lines = new Set<Line>();
  let state: 'flowing' | 'stalled' | 'cut' = 'flowing';
  let accepted = 0;

  const listener = net.createServer((client) => {
    client.on('error', () => undefined);
    if (state === 'cut') return breakOff(client);
    accepted += 1;
    const server = net.connect(socket);
    const line = { client, server };
    lines.add(line);
    server.on('error', () => breakOff(client));
    client.on('close', () => server.destroy());
    server.on('close', () => {
      lines.delete(line);
      client.destroy();
    });
    if (state === 'flowing') connect(line);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  listener.unref();

  const reset = (): void => {
    for (const { client, server } of lines) {
      breakOff(client);
      server.destroy();
    }
  };
  return {
    url: `redis://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    accepted: () => accepted,
    reset,
    swallow() {
      for (const line of lines) {
        disconnect(line);
        for (const end of [line.client, line.server]) end.resume();
      }
    },
    loseAnswers() {
      for (const { client, server } of lines) {
        server.unpipe(client);
        server.resume();
      }
    },
    stall() {
      state = 'stalled';
      for (const line of lines) disconnect(line);
    },
    cut() {
      state = 'cut';
      reset();
    },
    flow() {
      if (state === 'stalled') for (const line of lines) connect(line);
      state = 'flowing';
    },
    async close() {
      reset();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

/** A reset of a socket that is being shut down is refused by libuv, and Node then waits for its end for ever. */
function breakOff(client: net.Socket): void {
  if (client.writableEnded || client.destroyed) client.destroy();
  else client.resetAndDestroy();
}

function connect({ client, server }: Line): void {
  client.pipe(server);
  server.pipe(client);
}

function disconnect({ client, server }: Line): void {
  client.unpipe(server);
  server.unpipe(client);
  for (const end of [client, server]) end.pause();
}
