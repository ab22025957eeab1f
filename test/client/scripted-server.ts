/** A server that answers as it is told, one answer after the other, and the last one for ever. */
import http, { type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Told {
  readonly status: number;
  readonly retryAfter?: string;
  /** In place of JSON that fits many calls. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `hang up` and `silence` are no answers. */
export type Scripted = Told | 'hang up' | 'silence';

export interface ScriptedServer {
  readonly url: string;
  readonly seen: { readonly headers: IncomingHttpHeaders; readonly body: string; readonly at: number }[];
}

const BODY = JSON.stringify({ id: 'job-1', data: [], predictions: [1], code: 'ERR_BUSY', detail: 'Busy.' });

/** Runs a test against such a server. */
export async function against(
  answers: readonly Scripted[],
  run: (server: ScriptedServer) => Promise<void>,
): Promise<void> {
  const seen: ScriptedServer['seen'] = [];
  const server = http.createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    seen.push({ headers: request.headers, body, at: performance.now() });
    const answer = answers[Math.min(seen.length, answers.length) - 1];
    if (answer === 'silence' || answer === undefined) return;
    if (answer === 'hang up') return void request.socket.destroy();
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      ...(answer.retryAfter && { 'retry-after': answer.retryAfter }),
      ...answer.headers,
    });
    response.end(answer.body ?? BODY);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await run({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
