import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { describeVariables, loadConfig, redisUrlOf } from '../src/config.ts';

function messageOf(environment: Record<string, string>): string {
  try {
    loadConfig(environment);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('Expected the configuration to be refused. Received: none of it was.');
}

test('with nothing set, it listens on loopback and asks for no key', () => {
  const config = loadConfig({});
  assert.equal(config.host, '127.0.0.1');
  assert.equal(config.port, 3000);
  assert.equal(config.dataDir, path.resolve('data'));
  assert.equal(config.redisUrl, undefined);
  assert.deepEqual(config.apiKeys, []);
  assert.deepEqual(config.corsOrigins, []);
});

test('an empty variable counts as unset', () => {
  const names = describeVariables().map(({ name }) => name);
  assert.deepEqual(loadConfig(Object.fromEntries(names.map((name) => [name, '']))), loadConfig({}));
});

test('every bad variable is listed at once, with what was expected and what came', () => {
  const message = messageOf({
    PORT: 'eighty',
    WORKERS: '-1',
    LOG_LEVEL: 'loud',
    REDIS_URL: 'http://redis',
    BODY_LIMIT_BYTES: '3.5',
  });
  const lines = message.split('\n').slice(1);
  assert.deepEqual(lines.map((line) => line.trim().split(':')[0]).sort(), [
    'BODY_LIMIT_BYTES',
    'LOG_LEVEL',
    'PORT',
    'REDIS_URL',
    'WORKERS',
  ]);
  assert.match(message, /^Bad configuration:\n/);
  assert.match(message, /PORT: Expected an integer from 0 to 65535\. Received: "eighty"\./);
  assert.match(message, /WORKERS: Expected an integer from 0 to 64\. Received: -1\./);
  for (const value of ['1.5', '0x10', '1e2', ' 3', '3 ', 'NaN', 'true'])
    assert.match(messageOf({ WORKERS: value }), /WORKERS: Expected an integer/, value);
});

test('secrets and hosts of webhooks are checked at the start, and no secret is shown', () => {
  const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
  const config = loadConfig({
    WEBHOOK_SECRETS: `${secret}, ${secret}`,
    WEBHOOK_PRIVATE_HOSTS: 'a.internal, 10.0.0.0/8,::1',
  });
  assert.deepEqual(config.webhookSecrets, [secret, secret]);
  assert.deepEqual(config.webhookPrivateHosts, ['a.internal', '10.0.0.0/8', '::1']);
  const short = `whsec_${Buffer.alloc(23, 2).toString('base64')}`;
  const long = `whsec_${Buffer.alloc(65, 2).toString('base64')}`;
  const bad = [short, long, secret.slice(6), `${secret}!`, secret.replace('AQ', '_-'), 'whsec_'];
  const message = messageOf({
    WEBHOOK_SECRETS: [secret, ...bad].join(),
    WEBHOOK_PRIVATE_HOSTS: 'ok, *, http://a, 10.0.0.0/99',
  });
  assert.match(
    message,
    /WEBHOOK_SECRETS: Expected secrets of the form whsec_ and 24 to 64 bytes in base64\. Received: 6 of /,
  );
  assert.doesNotMatch(message, /AQEB|AgIC/);
  for (const entry of ['"\\*"', '"http://a"', '"10\\.0\\.0\\.0/99"'])
    assert.match(message, new RegExp(`WEBHOOK_PRIVATE_HOSTS: Expected names, .* Received: ${entry}\\.`));
});

test('a short API key stops the start together with other mistakes, and is not shown', () => {
  const message = messageOf({ API_KEYS: 'a-long-enough-key, short1', PORT: '65536' });
  assert.match(message, /API_KEYS: Expected keys of at least 8 characters\. Received: 1 shorter\./);
  assert.match(message, /PORT: /);
  assert.doesNotMatch(message, /short1|a-long-enough-key/);
});

test('a bad REDIS_URL is refused without its password being shown', () => {
  const message = messageOf({ REDIS_URL: 'http://user:open-sesame@redis:6379' });
  assert.match(message, /REDIS_URL: Expected/);
  assert.doesNotMatch(message, /open-sesame/);
});

test('lists are split at commas and trimmed', () => {
  const config = loadConfig({
    API_KEYS: ' first-key-1 ,second-key-2,, ',
    CORS_ORIGINS: 'https://a.example, https://b.example',
  });
  assert.deepEqual(config.apiKeys, ['first-key-1', 'second-key-2']);
  assert.deepEqual(config.corsOrigins, ['https://a.example', 'https://b.example']);
});

test('a data folder may be relative or start at home', () => {
  assert.equal(loadConfig({ DATA_DIR: 'elsewhere' }).dataDir, path.resolve('elsewhere'));
  assert.equal(loadConfig({ DATA_DIR: '~/epochd' }).dataDir, path.join(os.homedir(), 'epochd'));
  assert.equal(loadConfig({ DATA_DIR: '/srv/a~b' }).dataDir, '/srv/a~b');
});

test('the configuration cannot be changed after it was loaded', () => {
  const config = loadConfig({ API_KEYS: 'first-key-1' });
  assert.throws(() => Object.assign(config, { port: 1 }), TypeError);
  assert.throws(() => (config.apiKeys as string[]).push('another-key'), TypeError);
});

test('every variable has a default that it accepts and a description', () => {
  for (const { name, default: value, description } of describeVariables()) {
    assert.ok(description.length > 0, name);
    assert.doesNotThrow(() => loadConfig({ [name]: value }), name);
  }
});

test('a process that is started alone says how to name the Redis that it misses', () => {
  assert.equal(redisUrlOf(loadConfig({ REDIS_URL: 'redis://redis:6379' })), 'redis://redis:6379');
  assert.throws(
    () => redisUrlOf(loadConfig({ DATA_DIR: '/srv/epochd' })),
    /Expected REDIS_URL.*unix:\/\/\/srv\/epochd\/redis/,
  );
});

test('trainers share the memory of a machine, unless it is said what each may take', () => {
  const gib = 2 ** 30;
  const all = loadConfig({}).trainerMemoryBytes;
  assert.equal(loadConfig({ WORKERS: '0' }).trainerMemoryBytes, all);
  const quarter = Math.min(all, Math.max(2 * gib, Math.floor(all / 4)));
  assert.equal(loadConfig({ WORKERS: '4' }).trainerMemoryBytes, quarter);
  assert.equal(
    loadConfig({ WORKERS: '64' }).trainerMemoryBytes,
    Math.min(all, Math.max(2 * gib, Math.floor(all / 64))),
  );
  assert.equal(loadConfig({ WORKERS: '4', TRAINER_MEMORY_BYTES: String(3 * gib) }).trainerMemoryBytes, 3 * gib);
});
