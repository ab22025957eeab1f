/**
 * Makes prediction-clients.json: what real clients of the Open Inference Protocol send, and what they were answered with when
 * they took the answer for a right one. prediction_clients.py, which drives them, says which environment it needs.
 *
 * Run:  node --import tsx test/oracles/prediction-clients.ts v/bin/python > test/oracles/prediction-clients.json
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { publishExactModels } from '../support/exact-models.ts';
import { startService } from '../support/service.ts';

/** That say anything of a body, or of who sent it. */
const KEPT = ['content-type', 'inference-header-content-length', 'user-agent', 'accept', 'accept-encoding'];

const service = await startService({ environment: { LOG_LEVEL: 'silent' } });
await publishExactModels(service.storage);
const exchanges: object[] = [];

const recorder = http.createServer(async (request, reply) => {
  const { method = 'GET', url = '/' } = request;
  const body = await buffer(request);
  const headers = keptOf(request.headers);
  const answer = await fetch(service.url + url, {
    method,
    headers,
    ...(method === 'POST' && { body: Uint8Array.from(body) }),
  });
  const answered = Buffer.from(await answer.arrayBuffer());
  const answerHeaders = keptOf(Object.fromEntries(answer.headers));
  exchanges.push({
    request: { method, path: url, headers, ...(method === 'POST' && { body: body.toString('base64') }) },
    answer: { status: answer.status, headers: answerHeaders, body: answered.toString('base64') },
  });
  reply.writeHead(answer.status, { ...answerHeaders, 'content-length': answered.length }).end(answered);
});
recorder.listen(0, '127.0.0.1');
await once(recorder, 'listening');

const [, , python = 'python3'] = process.argv;
const { port } = recorder.address() as AddressInfo;
const driver = spawn(python, [path.join(import.meta.dirname, 'prediction_clients.py'), `127.0.0.1:${port}`], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
const [code] = (await once(driver, 'exit')) as [number | null];
recorder.closeAllConnections();
recorder.close();
await service.close();
if (code === 0) process.stdout.write(`${JSON.stringify(exchanges, null, 1)}\n`);
process.exitCode = code ?? 1;

function keptOf(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    KEPT.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
}
