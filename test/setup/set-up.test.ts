/** The set-up as a whole, in a checkout of its own: again, twice at once, interrupted. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {
  leftOvers,
  makeCheckout,
  pretend,
  pretendCompiler,
  pretendTensorflow,
  setUp,
  startSetUp,
  until,
} from './checkout.ts';

const ADDON = 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node';
/** The pretended compiler notes each of its calls: tfjs' addon, the engine's, and that of numbers. */
const CALLS_OF_ALL_ADDONS = 'call\ncall\ncall\n';
const SERVER = 'node_modules/.epochd/redis-server';

test('a second set-up says nothing and takes less than a second', async (context) => {
  const checkout = makeCheckout(context);
  pretendTensorflow(checkout);
  pretendCompiler(checkout);
  const first = await setUp(checkout);
  assert.equal(first.code, 0, first.output);
  assert.match(first.output, /✓ TensorFlow's addons +compiled with c\+\+, \d+\.\d s/);
  const second = await setUp(checkout);
  assert.equal(second.code, 0);
  assert.equal(second.output, '');
  assert.ok(second.milliseconds < 1000, `${second.milliseconds} ms`);
});

test('a second checkout takes from the cache what the first one made', async (context) => {
  const first = makeCheckout(context);
  pretendTensorflow(first);
  const { calls } = pretendCompiler(first);
  await setUp(first);
  const second = makeCheckout(context, first.cache);
  const { code, output } = await setUp(second);
  assert.equal(code, 0, output);
  assert.equal(readlinkSync(path.join(second.root, ADDON)), readlinkSync(path.join(first.root, ADDON)));
  assert.equal(readFileSync(calls, 'utf8'), CALLS_OF_ALL_ADDONS);
});

test('of two set-ups at once in one checkout the second waits, says so, and finds everything made', async (context) => {
  const checkout = makeCheckout(context);
  pretendTensorflow(checkout);
  const { calls } = pretendCompiler(checkout, 1);
  const runs = await Promise.all([setUp(checkout), setUp(checkout)]);
  assert.deepEqual(
    runs.map(({ code }) => code),
    [0, 0],
  );
  assert.equal(runs.filter(({ output }) => /waiting for another set-up/.test(output)).length, 1);
  assert.equal(readFileSync(calls, 'utf8'), CALLS_OF_ALL_ADDONS);
});

test('of two checkouts that share a cache, set up at once, one makes the entry and the other waits for it', async (context) => {
  const first = makeCheckout(context);
  const second = makeCheckout(context, first.cache);
  pretendTensorflow(first);
  const { calls } = pretendCompiler(first, 1);
  pretendCompiler(second, 1);
  const runs = await Promise.all([setUp(first), setUp(second)]);
  assert.deepEqual(
    runs.map(({ code }) => code),
    [0, 0],
  );
  assert.ok(runs.some(({ output }) => /waiting for process \d+, which is making the same/.test(output)));
  assert.equal(readFileSync(calls, 'utf8'), CALLS_OF_ALL_ADDONS);
});

test('a set-up killed in the middle leaves no entry, and the next one sweeps and goes on', async (context) => {
  const checkout = makeCheckout(context);
  pretendTensorflow(checkout);
  const { calls } = pretendCompiler(checkout, 20);
  const killed = startSetUp(checkout);
  await until(() => existsSync(calls), 'the compiler runs');
  killed.child.kill('SIGKILL');
  await killed.ended;
  assert.equal(leftOvers(checkout).length, 2, 'a folder being built and a lock');
  assert.ok(!existsSync(path.join(checkout.root, ADDON)));
  pretendCompiler(checkout);
  const next = await setUp(checkout);
  assert.equal(next.code, 0, next.output);
  assert.equal(readFileSync(path.join(checkout.root, ADDON), 'utf8'), 'addon\n');
  assert.deepEqual(leftOvers(checkout), []);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`a set-up interrupted by ${signal} cleans up at once and ends as interrupted`, async (context) => {
    const checkout = makeCheckout(context);
    pretendTensorflow(checkout);
    const { calls } = pretendCompiler(checkout, 20);
    const interrupted = startSetUp(checkout);
    await until(() => existsSync(calls), 'the compiler runs');
    interrupted.child.kill(signal);
    const { code, output, milliseconds } = await interrupted.ended;
    assert.equal(code, signal === 'SIGINT' ? 130 : 143);
    assert.match(output, /interrupted/);
    assert.ok(milliseconds < 10_000);
    assert.deepEqual(leftOvers(checkout), []);
    assert.ok(!existsSync(path.join(checkout.root, '.setup.lock')));
  });
}

test('an entry of the cache that has lost a file is made again', async (context) => {
  const checkout = makeCheckout(context);
  pretendTensorflow(checkout);
  const { calls } = pretendCompiler(checkout);
  await setUp(checkout);
  rmSync(readlinkSync(path.join(checkout.root, ADDON)));
  assert.equal((await setUp(checkout)).code, 0);
  assert.equal(readFileSync(calls, 'utf8'), `${CALLS_OF_ALL_ADDONS}call\n`);
});

test('a Redis or Valkey server on the PATH is taken if it is new enough', async (context) => {
  const checkout = makeCheckout(context);
  pretendTensorflow(checkout);
  pretendCompiler(checkout);
  pretend(checkout, 'valkey-server', 'echo "Server v=6.0.16 sha=00000000:0 malloc=libc bits=64"');
  pretend(checkout, 'redis-server', 'echo "Redis server v=7.0.15 sha=00000000:0 malloc=libc bits=64"');
  const { code, output } = await setUp(checkout, { REDIS_URL: '' });
  assert.equal(code, 0, output);
  assert.match(output, /✓ Redis +redis-server 7\.0\.15 on the PATH/);
  assert.equal(readlinkSync(path.join(checkout.root, SERVER)), path.join(checkout.bin, 'redis-server'));
});
