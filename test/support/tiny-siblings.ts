/**
 * Several processes behind one port that do nothing: what a primary and siblings do, without the api's weight. Told by HTTP what
 * to do: `/pid`, `/sum` (of all pids, and who is silent), `/stall` (hold this process for that many milliseconds).
 */
import cluster from 'node:cluster';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startPrimary } from '../../src/api/processes/primary.ts';
import { joinSiblings } from '../../src/api/processes/siblings.ts';
import { type ProcessOptions, runProcess } from '../../src/process.ts';

const serve: ProcessOptions['start'] = async (config) => {
  if (process.env['FAILS'] === String(cluster.worker?.id)) throw new Error('no luck today');
  const siblings = joinSiblings(config.apiProcesses);
  const askAll = siblings.share('pid', () => process.pid, { timeoutMs: 300 });
  const refuse = siblings.share('refusal', (whom: number) => {
    if (whom === process.pid) throw Object.assign(new Error('not me'), { code: 'ERR_CONFLICT' });
  });
  const answers: Record<string, (value: number) => unknown> = {
    '/pid': () => process.pid,
    '/all': () => askAll(undefined),
    '/refuse': (whom) => refuse(whom).catch(({ code, message }) => ({ code, message })),
  };
  const server = http.createServer(async ({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const value = Number(searchParams.get('value'));
    if (pathname === '/stall') {
      response.end('{}');
      // The answer is on its way before nothing moves any more.
      setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, value), 20);
    } else response.end(JSON.stringify(await answers[pathname]?.(value)));
  });
  await once(server.listen(config.port, config.host), 'listening');
  return {
    url: `http://${config.host}:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
};

await runProcess({
  name: 'tiny',
  start: cluster.isPrimary ? (config, logger) => startPrimary(fileURLToPath(import.meta.url), config, logger) : serve,
});
