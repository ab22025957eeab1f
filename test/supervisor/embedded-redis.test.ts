/** The embedded Redis: what it keeps, and that it never outlives who started it. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { Redis } from 'ioredis';
import { createLogger } from '../../src/logger.ts';
import { startEmbeddedRedis } from '../../src/supervisor/embedded-redis.ts';
import { descendants, isRunning, runScript, temporaryFolder, until } from './processes.ts';

const logger = createLogger('test', 'silent');

test('the embedded Redis keeps its files in the data folder, writes each change and evicts nothing', async (context) => {
  const dataDir = temporaryFolder(context);
  const server = await startEmbeddedRedis(dataDir, logger);
  const redis = new Redis(server.url.replace('unix://', ''));
  assert.equal(server.url, `unix://${path.join(dataDir, 'redis/redis.sock')}`);
  assert.deepEqual(await redis.config('GET', 'maxmemory-policy'), ['maxmemory-policy', 'noeviction']);
  assert.deepEqual(await redis.config('GET', 'appendonly'), ['appendonly', 'yes']);
  assert.ok(existsSync(path.join(dataDir, 'redis/appendonlydir')));
  redis.disconnect();
  await server.close();
});

test('what it holds outlives a SIGKILL of its parent, and the server itself does not', async (context) => {
  const dataDir = temporaryFolder(context);
  const parent = runScript(
    context,
    `
    import { createLogger } from 'SRC/logger.ts';
    import { startEmbeddedRedis } from 'SRC/supervisor/embedded-redis.ts';
    const { url } = await startEmbeddedRedis(${JSON.stringify(dataDir)}, createLogger('test', 'silent'));
    console.log(url);`,
  );
  await until(() => parent.output().includes('unix://'), 'the server is up');
  const before = new Redis(parent.output().trim().replace('unix://', ''), { retryStrategy: () => null });
  before.on('error', () => undefined);
  await before.set('job', 'waiting');
  const [server] = descendants(parent.child.pid ?? 0).filter(({ command }) => command.includes('redis.sock'));
  assert.ok(server);
  parent.child.kill('SIGKILL');
  // Where the kernel does not end it (a Mac), the next start does.
  if (process.platform === 'linux') await until(() => !isRunning(server.pid), 'the server is gone');
  const again = await startEmbeddedRedis(dataDir, logger);
  const after = new Redis(again.url.replace('unix://', ''));
  assert.equal(await after.get('job'), 'waiting');
  assert.ok(!isRunning(server.pid));
  after.disconnect();
  await again.close();
});

test('a server that a killed service left is ended before a new one starts', async (context) => {
  const dataDir = temporaryFolder(context);
  const left = await startEmbeddedRedis(dataDir, logger);
  const [server] = descendants(process.pid).filter(({ command }) => command.includes(dataDir));
  assert.ok(server);
  const closing = left.close;
  // As if its supervisor were gone: nobody restarts it.
  const next = startEmbeddedRedis(dataDir, logger);
  await closing();
  const running = await next;
  assert.ok(!isRunning(server.pid));
  await running.close();
});

test('an embedded Redis that is killed is started again with what it held', async (context) => {
  const server = await startEmbeddedRedis(temporaryFolder(context), logger);
  const socket = server.url.replace('unix://', '');
  const redis = new Redis(socket);
  redis.on('error', () => undefined);
  await redis.set('job', 'waiting');
  await redis.call('WAITAOF', '1', '0', '1000');
  for (const { pid, command } of descendants(process.pid)) if (command.includes(socket)) process.kill(pid, 'SIGKILL');
  assert.equal(await redis.get('job'), 'waiting');
  redis.disconnect();
  await server.close();
});

test('a data folder with a long path gets its socket elsewhere', async (context) => {
  const dataDir = path.join(temporaryFolder(context), 'a-long-name-'.repeat(10));
  const server = await startEmbeddedRedis(dataDir, logger);
  const redis = new Redis(server.url.replace('unix://', ''));
  assert.equal(await redis.ping(), 'PONG');
  assert.ok(Buffer.byteLength(server.url) < 107);
  assert.ok(existsSync(path.join(dataDir, 'redis/appendonlydir')));
  redis.disconnect();
  await server.close();
});
