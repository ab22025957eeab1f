/** The whole service under its supervisor, with the real api, worker and Redis. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after, before, type TestContext } from 'node:test';
import { type Config, environmentOf, loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import { type RunningService, startSupervisor } from '../../src/supervisor/supervisor.ts';
import { descendants, freePort, isRunning, runScript, type Script, temporaryFolder, until } from './processes.ts';

const logger = createLogger('test', 'silent');
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'epochd-service-'));
const config = loadConfig({ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'fatal' });
let service: RunningService;

before(async () => {
  service = await startSupervisor(config, logger);
});
after(async () => {
  await service.close();
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

test('the service answers at its URL once it has started', async () => {
  assert.equal(await healthOf(service.url), 200);
});

test('a second service on the same data folder is refused, with the pid of the first', async () => {
  await assert.rejects(startSupervisor(config, logger), new RegExp(`Another epochd \\(process ${process.pid}\\)`));
  assert.equal(await healthOf(service.url), 200);
});

test('a port in use stops the start with a clear error, and leaves nothing running', async (context) => {
  const other = { ...config, dataDir: temporaryFolder(context), port: Number(new URL(service.url).port) };
  await assert.rejects(startSupervisor(other, logger), /The api could not start: .*EADDRINUSE/);
  assert.deepEqual(
    descendants(process.pid).filter(({ command }) => command.includes(other.dataDir)),
    [],
  );
});

test('an api that is killed comes back at the same URL', async () => {
  const api = child('epochd api');
  process.kill(api.pid, 'SIGKILL');
  await until(() => !isRunning(api.pid), 'the api is gone');
  await until(async () => (await healthOf(service.url)) === 200, 'the api is back');
  assert.notEqual(child('epochd api').pid, api.pid);
});

test('a Redis and a worker that are killed come back', async () => {
  for (const name of [path.join(config.dataDir, 'redis/redis.sock'), 'epochd worker']) {
    const { pid } = child(name);
    process.kill(pid, 'SIGKILL');
    await until(
      () => descendants(process.pid).some((row) => row.command.includes(name) && row.pid !== pid),
      `${name} is back`,
    );
  }
  await until(async () => (await healthOf(service.url)) === 200, 'the service is whole');
});

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`a ${signal} to the supervisor leaves no process behind`, async (context) => {
    const script = await runService(context);
    const started = descendants(script.child.pid ?? 0);
    assert.ok(started.length >= 3, 'a Redis, an api, a worker');
    script.child.kill(signal);
    const { code } = await script.ended;
    assert.equal(code, signal === 'SIGTERM' ? 0 : null);
    await until(() => started.every(({ pid }) => !isRunning(pid)), 'all are gone');
  });
}

test('a process under the supervisor reads the same configuration from its environment', () => {
  const given = loadConfig({
    API_KEYS: 'first-key,second-key',
    CORS_ORIGINS: 'http://a',
    REDIS_URL: 'redis://h',
    WORKERS: '3',
  });
  assert.deepEqual(loadConfig(environmentOf(given)), given);
  assert.deepEqual(loadConfig(environmentOf(config)), config);
});

function child(name: string) {
  const row = descendants(process.pid).find(({ command }) => command.includes(name));
  assert.ok(row, `${name} runs`);
  return row;
}

async function healthOf(url: string): Promise<number | undefined> {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2000) })).status;
  } catch {
    return undefined;
  }
}

/** The whole service in a process of its own, as `npm start` runs it. */
async function runService(context: TestContext): Promise<Script> {
  const port = await freePort();
  const own: Config = { ...config, dataDir: temporaryFolder(context), port };
  const script = runScript(
    context,
    `Object.assign(process.env, ${JSON.stringify(environmentOf(own))});
    await import('SRC/supervisor/main.ts');`,
  );
  await until(async () => (await healthOf(`http://127.0.0.1:${port}`)) === 200, 'the service is up');
  return script;
}
