/** One message to real receivers, friendly and not: signed, bounded in time and memory, and never to where it must not go. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { privateHosts } from '../../src/private-hosts.ts';
import { newWebhookSecret } from '../../src/webhook-secret.ts';
import { createSender, type Lookup, type Sender } from '../../src/webhooks/index.ts';
import { type Receiver, SECRET, startReceiver } from '../support/receiver.ts';

const LOOPBACK = ['127.0.0.0/8', '::1', 'localhost'];
const never = new AbortController().signal;
const opened: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of opened) await close();
});

async function receiver(options?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const started = await startReceiver(options);
  opened.push(started.close);
  return started;
}

function sender(
  options: { secrets?: string[]; hosts?: string[]; lookup?: Lookup; millisecondsMax?: number } = {},
): Sender {
  const { secrets = [SECRET], hosts = LOOPBACK, ...rest } = options;
  const made = createSender({ secrets, hosts: privateHosts(hosts), ...rest });
  opened.push(made.close);
  return made;
}

const message = (url: string) => ({ id: 'msg_1', url, body: '{"type":"job.succeeded","data":{"name":"Größe"}}' });

test('signatures are those of the Python library', () => {
  const cases = JSON.parse(fs.readFileSync(new URL('../oracles/webhook-signatures.json', import.meta.url), 'utf8'));
  assert.equal(cases.length, 12);
  for (const { secret, id, seconds, body, signature } of cases) {
    assert.equal(new Webhook(secret).sign(id, new Date(seconds * 1000), body), signature);
    const key = Buffer.from(secret.slice(6), 'base64');
    const plain = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
    assert.equal(signature, `v1,${plain}`);
  }
});

test('a message comes as it is, with the three headers, and its signature is verified', async () => {
  const hook = await receiver();
  const { send } = sender();
  const result = await send(message(`${hook.url}?token=a%20b`), never);
  assert.deepEqual([result.status, result.error], [204, null]);
  assert.ok(result.durationMs >= 0);
  const [{ headers, payload, text, id } = assert.fail()] = hook.received;
  assert.equal(id, 'msg_1');
  assert.equal(text, message('').body);
  assert.deepEqual(payload.data, { name: 'Größe' });
  assert.equal(headers['content-type'], 'application/json');
  assert.ok(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000) < 5);
});

test('with several secrets each signs, so receivers may change from one to the next in their time', async () => {
  const [old, fresh] = [newWebhookSecret(), newWebhookSecret()];
  for (const secret of [old, fresh]) {
    const hook = await receiver({ secret });
    assert.equal((await sender({ secrets: [fresh, old] }).send(message(hook.url), never)).status, 204);
    assert.equal(String(hook.received[0]?.headers['webhook-signature']).split(' ').length, 2);
  }
});

test('statuses are told as they come, with what they ask for; redirects are not followed', async () => {
  const hook = await receiver();
  const other = await receiver();
  const { send } = sender();
  for (const status of [200, 301, 302, 307, 308]) {
    hook.answer((response) => response.writeHead(status, { location: other.url }).end());
    assert.equal((await send(message(hook.url), never)).status, status);
  }
  hook.answer((response) => response.writeHead(429, { 'retry-after': '7' }).end('slow down'));
  const { durationMs: _, ...result } = await send(message(hook.url), never);
  assert.deepEqual(result, { status: 429, error: null, retryAfterMs: 7000 });
  assert.equal(other.received.length, 0);
});

test('a receiver that hangs, before or after its head, costs the time limit and no more', {
  timeout: 20_000,
}, async () => {
  const hook = await receiver();
  const { send } = sender({ millisecondsMax: 400 });
  hook.answer(() => undefined);
  const hanging = await send(message(hook.url), never);
  assert.deepEqual([hanging.status, hanging.error], [null, 'Expected an answer within 0.4 s. Received: none.']);
  hook.answer((response) => response.writeHead(200).write('a'));
  const half = await send(message(hook.url), never);
  assert.deepEqual([half.status, half.error], [200, null], 'its status is what counts');
  for (const { durationMs } of [hanging, half]) assert.ok(durationMs >= 350 && durationMs < 5000, `${durationMs}`);
});

test('a receiver that streams for ever is left after 16 kB', { timeout: 20_000 }, async () => {
  const hook = await receiver();
  let written = 0;
  const closed = new Promise<void>((resolve) => {
    hook.answer((response) => {
      response.on('close', resolve);
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const write = (): void => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
      };
      response.on('drain', write).writeHead(200);
      write();
    });
  });
  const { status, durationMs } = await sender().send(message(hook.url), never);
  await closed;
  assert.equal(status, 200);
  assert.ok(durationMs < 10_000, `${durationMs}`);
  assert.ok(written < 32 * 1024 * 1024, `${written} bytes, in the buffers on the way`);
});

test('what is no HTTP, endless heads, hang-ups and closed ports are failures in plain words', {
  timeout: 20_000,
}, async () => {
  const raw = async (answer: (socket: net.Socket) => void): Promise<string> => {
    const server = net.createServer((socket) => socket.on('error', () => undefined).once('data', () => answer(socket)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { status, error } = await sender({ millisecondsMax: 5000 }).send(message(`http://127.0.0.1:${port}/`), never);
    await new Promise((resolve) => server.close(resolve));
    assert.equal(status, null);
    return String(error);
  };
  assert.match(await raw((socket) => socket.end('+PONG\r\n')), /^Expected an answer\. Received: /);
  assert.match(await raw((socket) => socket.destroy()), /^Expected an answer\. Received: /);
  const endless = await raw((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const timer = setInterval(() => socket.write(`x: ${'y'.repeat(10_000)}\r\n`), 1);
    socket.on('close', () => clearInterval(timer));
  });
  assert.match(endless, /^Expected an answer\. Received: .*[Hh]eader/);
  const gone = await receiver();
  await gone.close();
  opened.splice(opened.indexOf(gone.close), 1);
  assert.match((await sender().send(message(gone.url), never)).error ?? '', /Received: .*ECONNREFUSED/);
});

test('a name is resolved once, and the addresses that were checked are those that are connected to', async () => {
  const hook = await receiver();
  const inside = await receiver({ port: hook.port, host: '127.0.0.2' });
  let lookups = 0;
  // Whoever asks a second time is told another address.
  const rebinding: Lookup = (_name, _options, callback) =>
    callback(null, [{ address: lookups++ === 0 ? '127.0.0.1' : '127.0.0.2', family: 4 }]);
  const { send } = sender({ hosts: ['127.0.0.1', 'rebinding.test'], lookup: rebinding });
  assert.equal((await send(message(`http://rebinding.test:${hook.port}/`), never)).status, 204);
  assert.deepEqual([lookups, hook.received.length, inside.received.length], [1, 1, 0]);
});

test('a name with a private address is refused, even with public ones beside it, and the address is not told', async () => {
  const hook = await receiver();
  const answers: Record<string, string[]> = {
    'inside.test': ['127.0.0.1'],
    'mixed.test': ['8.8.8.8', '127.0.0.1'],
    'mapped.test': ['::ffff:127.0.0.1'],
    'six.test': ['::1'],
    'metadata.test': ['169.254.169.254'],
    'nowhere.test': [],
  };
  const lookup: Lookup = (name, _options, callback) =>
    callback(
      null,
      (answers[name] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  const { send } = sender({ hosts: [], lookup });
  for (const name of Object.keys(answers)) {
    const { status, error } = await send(message(`https://${name}:${hook.port}/`), never);
    assert.equal(status, null, name);
    assert.match(error ?? '', name === 'nowhere.test' ? /^Expected an address of/ : /Received: a private one\.$/, name);
    assert.doesNotMatch(error ?? '', /127\.0|169\.254|::1/);
  }
  assert.equal(hook.received.length, 0);
});

test("the system's own names of this machine are private; a literal one is refused without being asked for", async () => {
  const hook = await receiver();
  const { send } = sender({ hosts: ['10.0.0.0/8'] });
  for (const host of ['localhost', '127.0.0.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]']) {
    const { status, error } = await send(message(`https://${host}:${hook.port}/`), never);
    assert.deepEqual([status, /a private one\.$/.test(error ?? '')], [null, true], `${host}: ${error}`);
  }
  assert.match((await send(message(`http://127.0.0.1:${hook.port}/`), never)).error ?? '', /a private one\.$/);
  assert.equal(hook.received.length, 0);
});

test('what is listed is reached: by its name, whatever that means, by its address, by IPv6', async (t) => {
  const hook = await receiver();
  const { send } = sender({ hosts: ['localhost', '127.0.0.1'] });
  assert.equal((await send(message(`http://localhost:${hook.port}/`), never)).status, 204);
  assert.equal((await send(message(`http://127.0.0.1:${hook.port}/`), never)).status, 204);
  const six = await receiver({ host: '::1' }).catch(() => undefined);
  if (!six) return t.diagnostic('this machine has no IPv6');
  assert.equal((await sender({ hosts: ['::1'] }).send(message(six.url), never)).status, 204);
});

test('who is to end breaks off what is being sent, and learns that it was that', async () => {
  const hook = await receiver();
  hook.answer(() => undefined);
  const aborter = new AbortController();
  const sending = sender().send(message(hook.url), aborter.signal);
  await hook.until(1);
  aborter.abort(new Error('closing'));
  await assert.rejects(sending, /^Error: closing$/);
});
