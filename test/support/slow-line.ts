/** A line to the service over which as much comes as a test lets: to be in the middle of what else is over at once. */
import net, { type AddressInfo } from 'node:net';

export interface SlowLine {
  /** The service, by this way. */
  readonly url: string;
  /** From now on a piece of what is sent arrives every few milliseconds. */
  slow(): void;
  /** Breaks all off, and refuses new connections until `flow`. */
  cut(): void;
  flow(): void;
  close(): Promise<void>;
}

/** Between pieces, which have at most 64 kB. */
const PAUSE_MS = 100;

/** @param url of the service. */
export async function startSlowLine(url: string): Promise<SlowLine> {
  const { hostname, port } = new URL(url);
  const clients = new Set<net.Socket>();
  let state: 'flowing' | 'slow' | 'cut' = 'flowing';
  const listener = net.createServer((client) => {
    client.on('error', () => undefined);
    if (state === 'cut') return void client.destroy();
    const service = net.connect(Number(port), hostname);
    clients.add(client);
    service.on('error', () => client.destroy());
    client.on('data', (piece) => {
      service.write(piece);
      if (state !== 'slow') return;
      client.pause();
      setTimeout(() => client.resume(), PAUSE_MS);
    });
    service.pipe(client);
    service.on('close', () => client.destroy());
    client.on('close', () => {
      clients.delete(client);
      service.destroy();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const breakOff = (): void => {
    for (const client of clients) client.destroy();
  };
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    slow() {
      state = 'slow';
    },
    cut() {
      state = 'cut';
      breakOff();
    },
    flow() {
      state = 'flowing';
    },
    async close() {
      breakOff();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
