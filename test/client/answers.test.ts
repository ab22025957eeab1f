/** What the client makes of answers that no service of its version gives, and of calls that are given up. No service is needed. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createClient, EpochdError, EpochdUnreachableError, type Versions } from '../../client/index.ts';
import { against } from './scripted-server.ts';

const PAGE = {
  ...{ status: 200, body: '<!doctype html><title> A router </title>' },
  headers: { 'content-type': 'text/html; charset=utf-8' },
};
const MIB = 2 ** 20;

test('a page of something else, and JSON that breaks off, are told as that', async () => {
  await against([PAGE], async ({ url }) => {
    const client = createClient(url);
    const calls = [() => client.models(), () => client.model('digits').predict([1]), () => client.job('x').refresh()];
    for (const call of calls) {
      await assert.rejects(call, (error) => {
        assert.ok(error instanceof EpochdError);
        assert.deepEqual([error.status, error.code], [200, 'ERR_HTTP']);
        assert.match(error.detail, /^Expected an answer of epochd\. .*"A router"/);
        return true;
      });
    }
  });
  await against([{ ...PAGE, status: 404 }], async ({ url }) => {
    await assert.rejects(createClient(url).models(), { status: 404, code: 'ERR_HTTP' });
  });
  await against([{ status: 200, body: '{"data":[' }], async ({ url }) => {
    const client = createClient(url);
    await assert.rejects(client.models(), /Expected JSON/);
    await assert.rejects(client.model('digits').predict([1]), /Expected JSON/);
  });
  await against([{ status: 200, body: '{"status":"odd"}' }], async ({ url }) => {
    await assert.rejects(createClient(url).datasets.ready('x'), /"odd"/);
  });
});

test('a service of another version is told of once, and one of the same not at all', async () => {
  const told: Versions[] = [];
  const answer = (version: string) => ({ status: 200, headers: { 'x-epochd-version': version } });
  await against([answer('0.1.99'), answer('7.0.0')], async ({ url }) => {
    const client = createClient({ baseUrl: url, onMismatch: (versions) => told.push(versions) });
    for (let call = 0; call < 3; call++) await client.models();
  });
  assert.deepEqual(told, [{ client: '0.1.0', service: '7.0.0' }]);
});

test('why a service cannot be reached is told without the words of the platform', async () => {
  const server = http.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = (url: string) => createClient({ baseUrl: url, retries: 0 }).models();
  await assert.rejects(
    asked(`https://127.0.0.1:${port}`),
    (error) => error instanceof EpochdUnreachableError && !/fetch failed/.test(error.message),
  );
  server.close();
  await once(server, 'close');
  await assert.rejects(asked(`http://127.0.0.1:${port}`), { name: 'EpochdUnreachableError', code: 'ECONNREFUSED' });
});

test('an upload that is given up is read no further', { timeout: 60_000 }, async () => {
  // Takes the first bytes, and then no more.
  const server = http.createServer((request) => request.once('data', () => request.pause())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const { datasets } = createClient(`http://127.0.0.1:${port}`);
    const aborter = new AbortController();
    let sent = 0;
    const onProgress = ({ sentBytes }: { sentBytes: number }) => {
      sent = sentBytes;
      aborter.abort(new Error('enough'));
    };
    const file = { name: 'x.csv', content: new Blob([new Uint8Array(64 * MIB)]) };
    await assert.rejects(datasets.upload('x', file, { onProgress, signal: aborter.signal }), { message: 'enough' });
    const before = sent;
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(sent === before && sent < 32 * MIB, `${before} bytes, then ${sent}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('what a signal ends leaves nothing that keeps a process from ending', { timeout: 60_000 }, async () => {
  await against(['silence'], async ({ url }) => {
    const program = `
      import { createClient } from ${JSON.stringify(new URL('../../client/index.ts', import.meta.url).href)};
      const client = createClient(${JSON.stringify(url)});
      const aborter = new AbortController();
      const events = async () => { for await (const _ of client.job('x').events({ signal: aborter.signal })); };
      const calls = [client.models({ signal: aborter.signal }), client.datasets.ready('x', { signal: aborter.signal }), events()];
      setTimeout(() => aborter.abort(new Error('enough')), 200);
      const ends = await Promise.allSettled(calls);
      console.log(ends.map(({ reason }) => reason?.message).join());`;
    const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', program];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed] = await Promise.all([child.stdout.toArray(), once(child, 'exit')]);
    assert.equal(Buffer.concat(printed).toString().trim(), 'enough,enough,enough');
  });
});
