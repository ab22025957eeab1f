import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { limitBodyTime } from '../../src/api/body-time.ts';
import { sendProblem } from '../../src/api/problem.ts';

const BODY_MS = 300;

let app: FastifyInstance;
let port: number;

before(async () => {
  app = fastify();
  app.setErrorHandler(sendProblem);
  limitBodyTime(app, BODY_MS);
  app.post('/', async () => 'taken');
  app.post('/long', async () => sleep(2 * BODY_MS, 'done'));
  app.get('/long', async () => sleep(2 * BODY_MS, 'done'));
  port = Number(new URL(await app.listen({ port: 0 })).port);
});

after(() => app.close());

/** Sends pieces of a request, one every 100 ms. @returns all that came until the server hung up. */
function drip(pieces: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = net.connect(port, '127.0.0.1', async () => {
      for (const piece of pieces) {
        socket.write(piece);
        await sleep(100);
      }
    });
    socket.on('data', (chunk) => {
      received += String(chunk);
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
  });
}

function ask(method: string, path: string, body?: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const request = http.request({ port, method, path, headers, agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const HEAD = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

test('a body that does not come in time is answered 408, and the connection closed', { timeout: 10_000 }, async () => {
  for (const pieces of [
    [`${HEAD}Content-Length: 20\r\n\r\n`, '{'],
    [`${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n{\r\n'],
  ])
    assert.match(await drip(pieces), /^HTTP\/1\.1 408 [\s\S]*"code":"ERR_TIMEOUT"/);
});

test('a body that comes in pieces, but in time, is taken', { timeout: 10_000 }, async () => {
  const received = await drip([`${HEAD}Connection: close\r\nContent-Length: 2\r\n\r\n`, '{', '}']);
  assert.match(received, /^HTTP\/1\.1 200 [\s\S]*taken$/);
});

test('an answer may take longer than a body', { timeout: 10_000 }, async () => {
  assert.deepEqual([await ask('POST', '/long', '{}'), await ask('GET', '/long')], [200, 200]);
});
