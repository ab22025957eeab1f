/** A receiver of webhooks, on a port of its own: keeps what came, and answers as the test says. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Json } from './client.ts';
import { waitFor } from './waiting.ts';

/** For tests that must know it before anything is started. */
export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

export interface Received {
  readonly id: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** Verified, by the library of the standard. */
  readonly payload: Json;
  readonly at: number;
}

/** A status, or whatever a test does with a request. */
export type Behaviour = number | ((response: http.ServerResponse, count: number) => void);

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  /** From the next request on. */
  answer(behaviour: Behaviour): void;
  /** Waits until so many requests have come. */
  until(count: number, millisecondsMax?: number): Promise<Received[]>;
  /** Takes no more connections, and breaks off those that there are. */
  close(): Promise<void>;
}

export async function startReceiver({ secret = SECRET, port = 0, host = '127.0.0.1' } = {}): Promise<Receiver> {
  const received: Received[] = [];
  let behaviour: Behaviour = 204;
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const payload = new Webhook(secret).verify(text, request.headers as Record<string, string>);
    const { headers } = request;
    received.push({ id: String(headers['webhook-id']), headers, text, payload, at: Date.now() });
    if (typeof behaviour === 'number') response.writeHead(behaviour).end();
    else behaviour(response, received.length);
  });
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}/hook`,
    port: address.port,
    received,
    answer(next) {
      behaviour = next;
    },
    until: (count, millisecondsMax) =>
      waitFor(`${count} webhooks`, () => received.length >= count && received, millisecondsMax),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
