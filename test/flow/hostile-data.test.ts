/** Uploads, jobs and predictions that are wrong or meant to do harm, to real processes: each is refused in words, and nothing stays. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { zipOf } from '../data/zip-file.ts';
import { type OwnData, startOwnData, type UploadedFile } from '../support/own-data.ts';
import { assertProblem } from '../support/problem.ts';
import { isAlive } from '../support/processes.ts';
import { waitFor } from '../support/waiting.ts';

const MIB = 1024 * 1024;
const LIMITS = { EXPANDED_LIMIT_BYTES: 8 * MIB, ROWS_LIMIT: 200_000, COLUMNS_LIMIT: 2000, INSTANCES_LIMIT: 100 };

let service: OwnData;

before(
  async () => {
    const limits = Object.entries(LIMITS).map(([name, value]) => [name, String(value)]);
    service = await startOwnData({
      ...Object.fromEntries(limits),
      PARAMETERS_LIMIT: '100000',
      UPLOAD_STALL_SECONDS: '1',
    });
  },
  { timeout: 60_000 },
);

after(() => service?.close());

const lines = (header: string, line: string, count: number) => `${header}\n${`${line}\n`.repeat(count)}`;
const npy = (shape: string, descr = "'<f4'", data = '') =>
  Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00\x60\x00', 'latin1'),
    Buffer.from(`{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`.padEnd(95)),
    Buffer.from(`\n${data}`),
  ]);

function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const rows = deflateSync(Buffer.alloc(Math.min(1000, height) * (width + 1)));
  const parts = [chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]);
}

const pictures = (name: string, data: Buffer) =>
  zipOf([
    { name: 'a/1.png', data: png(4, 4) },
    { name, data },
  ]);

const REFUSED: Record<string, readonly [bytes: string | Uint8Array, message: RegExp, options?: object]> = {
  'a ragged row': [`${lines('a,b', '1,2', 9)}1,2,3\n`, /2 fields.*3 in row 10 of upload/],
  'a NUL': ['a,b\n1,2\n\0,3\n', /NUL at byte 8/],
  'an infinity': ['x,y\n1,a\n2,b\ninf,a\n', /finite values in column "x".*inf in row 3 of upload/],
  'a target that is not there': [lines('a,b', '1,2', 9), /"price"/, { target: 'price' }],
  'a hundred thousand columns': [
    lines(Array.from({ length: 100_000 }, (_, index) => `c${index}`).join(), '', 0),
    /at most 2000 columns/,
  ],
  'a gzip bomb': [gzipSync(lines('a,b', '1,2', 3_000_000)), /at most 8388608 bytes/],
  'JSON nested deep': [`[${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}]`, /nested at most 64 deep.*row 1 of upload/],
  'Parquet that lies': [
    Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(90, 255), Buffer.from('PAR1')]),
    /readable Parquet file. Received: upload,/,
  ],
  'pickled objects': [npy('(2,)', "'|O'", 'pickle'), /"upload". Received: pickled Python objects/],
  'an array that lies about its size': [npy('(1000000000, 1000)'), /4000000000106 bytes in "upload"/],
  'an archive that climbs': [pictures('../../b/1.png', png(4, 4)), /invalid relative path: \.\.\/\.\.\/b\/1\.png/],
  'an archive that expands': [
    zipOf([{ name: 'a/1.png', data: Buffer.alloc(20 * MIB), deflate: true }]),
    /"upload".*8388608 bytes unpacked/,
  ],
  'a picture that declares a huge size': [
    pictures('b/huge.png', png(60_000, 60_000)),
    /"b\/huge\.png".*too many pixels/,
  ],
  'pictures of one class': [zipOf([{ name: 'a/1.png', data: png(4, 4) }]), /two class folders.*"a"/],
  'a WAV that lies': [
    zipOf(
      ['a', 'b'].map((label) => ({
        name: `${label}/1.wav`,
        data: `RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\0\0${'\0'.repeat(12)}data`,
      })),
    ),
    /"a\/1\.wav"/,
  ],
};

/** How long others waited for an answer, in milliseconds, rising. */
async function othersDuring(work: Promise<unknown>): Promise<number[]> {
  const waits: number[] = [];
  let done = false;
  const end = () => {
    done = true;
  };
  work.then(end, end);
  while (!done) {
    const started = performance.now();
    assert.equal((await service.client.get('/health/live')).status, 200);
    waits.push(performance.now() - started);
    await sleep(10);
  }
  await work;
  return waits.sort((a, b) => a - b);
}

const inStorage = (...parts: string[]) => path.join(service.dataDir, 'storage', ...parts);

/** Uploads, attempts and workspaces of what was refused. */
async function remains(): Promise<string[]> {
  const places = [inStorage('uploads'), inStorage('.tmp')];
  const files = await Promise.all(places.map((place) => fs.readdir(place, { recursive: true }).catch(() => [])));
  const datasets = await fs.readdir(inStorage('datasets'), { recursive: true }).catch(() => []);
  return [...files.flat(), ...datasets.filter((file) => /\.(bin|parquet|json)$/.test(file) && !/claim/.test(file))];
}

test('every bad upload is refused in words that say where, leaves nothing, and keeps nobody waiting', {
  timeout: 240_000,
}, async () => {
  const kept = await remains();
  const refuse = async () => {
    for (const [index, [what, [bytes, message, options]]] of Object.entries(REFUSED).entries()) {
      const answer = await service.send(`bad${index}`, [{ name: 'upload', bytes }], options);
      const { detail } = assertProblem(answer, 422, 'ERR_DATA');
      assert.match(detail, message, what);
      assert.doesNotMatch(detail, new RegExp(service.dataDir), what);
      const { body } = await service.client.get(`/v1/datasets/bad${index}`);
      assert.deepEqual([body.status, body.error], ['failed', { code: 'ERR_DATA', message: detail }], what);
    }
  };
  const waits = await othersDuring(refuse());
  await waitFor('all of it to be gone', async () => (await remains()).length === kept.length, 5000);
  // Generous, since other tests may share the machine: what blocks the api does it for seconds.
  assert.ok((waits[Math.floor(waits.length * 0.99)] ?? 0) < 250, `${waits.slice(-5)}`);
  assert.deepEqual([isAlive(service.api.pid), isAlive(service.worker.pid)], [true, true]);
});

test('an upload that breaks off, or never goes on, leaves nothing', { timeout: 30_000 }, async () => {
  const kept = await remains();
  const { hostname, port } = new URL(service.client.url);
  const body =
    '--x\r\ncontent-disposition: form-data; name="name"\r\n\r\nbroken\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\n1,2\n';
  const head = `POST /v1/datasets HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 100000\r\n\r\n`;
  for (const breaks of [true, false]) {
    const socket = net.connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(head + body);
    await sleep(300);
    if (breaks) socket.destroy();
    await waitFor('it to be gone', async () => (await remains()).length === kept.length, 10_000);
    socket.destroy();
  }
  assertProblem(await service.client.get('/v1/datasets/broken'), 404, 'ERR_NOT_FOUND');
});

test('options of the wrong kind are refused with a pointer to each', async () => {
  const file: UploadedFile = { name: 'a.csv', bytes: 'a,b\n1,2\n' };
  for (const [options, pointer] of [
    [{ kind: 'pictures' }, '/options/kind'],
    [{ header: 'yes' }, '/options/header'],
    [{ types: { a: 'float' } }, '/options/types/a'],
    [{ delimiter: 'x'.repeat(9) }, '/options/delimiter'],
    [{ nulls: 'NA' }, '/options/nulls'],
    [{ separator: ';' }, '/options/separator'],
  ] as const) {
    const { errors } = assertProblem(await service.send('options', [file], options), 400, 'ERR_VALIDATION');
    assert.equal(errors?.[0]?.pointer, pointer);
  }
});

test('jobs that could never be trained are refused before they are queued', { timeout: 60_000 }, async () => {
  await service.upload('houses', ['flow/houses.csv']);
  await service.upload('demand', ['flow/demand.csv']);
  await service.upload('reviews', ['tables/reviews.csv']);
  const single = await service.send('single', [{ name: 'single.csv', bytes: lines('x,y', '1,a', 20) }]);
  assert.equal(single.status, 201, single.text);
  for (const [dataset, request, pointer] of [
    ['houses', { target: 'prize' }, '/target'],
    ['houses', { target: ['price', 'district'] }, '/target'],
    ['houses', { target: 'built' }, '/target'],
    ['houses', { features: ['area', 'aera'] }, '/features/1'],
    ['houses', { features: ['price'] }, '/features/0'],
    ['houses', { split: { by: 'time' } }, '/split'],
    ['houses', { split: { column: 'nobody' } }, '/split/column'],
    ['houses', { split: { test: 0.9 }, training: { validation: { split: 0.5 } } }, '/split/test'],
    ['houses', { preprocessing: { columns: { district: 'date' } } }, '/preprocessing/columns/district'],
    ['houses', { preprocessing: { horizon: 3 } }, '/preprocessing/horizon'],
    ['houses', { task: 'classification', target: 'price' }, '/target'],
    ['demand', { task: 'forecasting', preprocessing: { horizon: 5000 } }, '/preprocessing/horizon'],
    ['demand', { task: 'forecasting', preprocessing: { length: 90_000 } }, '/preprocessing/length'],
    ['single', { target: 'y' }, '/target'],
    ['reviews', { preprocessing: { text: 'sentiment' } }, '/target'],
    ['nothing', {}, '/dataset'],
  ] as const) {
    const answer = await service.client.post('/v1/jobs', { model: 'bad', dataset, network: 'auto', ...request });
    assert.equal(answer.status, 422, `${dataset} ${JSON.stringify(request)}: ${answer.text}`);
    assert.equal(answer.body.errors?.[0]?.pointer, pointer, answer.text);
  }
  const large = { model: 'bad', dataset: 'reviews', network: 'lstm', preprocessing: { vocabularySize: 1_000_000 } };
  assertProblem(await service.client.post('/v1/jobs', large), 422, 'ERR_NETWORK');
  const long = { ...large, preprocessing: { length: 100_001 } };
  assertProblem(await service.client.post('/v1/jobs', long), 400, 'ERR_VALIDATION');
});

test('raw things that do not fit a model are refused in the shape of their protocol', {
  timeout: 120_000,
}, async () => {
  const training = { epochs: 1, seed: 1 };
  await service.learn({ dataset: 'houses', features: ['area', 'district', 'built'], training });
  const good = { area: 100, district: 'north', built: '1990-01-01' };
  const predict = (body: object | string | Uint8Array, type?: string) =>
    service.client.post('/v1/models/houses:predict', body, type === undefined ? {} : { 'content-type': type });
  for (const [instances, message] of [
    [[good, { district: 'north', built: '1990-01-01' }], /instances\[1\]\.area/],
    [[{ ...good, aera: 1 }], /"aera".*"area"/],
    [[{ ...good, area: 'large' }], /a number at instances\[0\]\.area.*"large"/],
    [[{ ...good, area: 1e300 }], /instances\[0\]\.area/],
    [[{ ...good, built: 1e18 }], /instances\[0\]\.built/],
    [[[1, 2]], /3 values/],
    [[null], /instances\[0\]/],
    [[], /No values/],
    [Array.from({ length: 101 }, () => good), /at most 100 instances/],
  ] as const) {
    const { status, body } = await predict({ instances });
    assert.deepEqual([status, Object.keys(body)], [400, ['error']], JSON.stringify(body));
    assert.match(body.error, message);
  }
  const header = 'area,district,built';
  for (const [file, message] of [
    ['', /at least one row/],
    [`${header}\n`, /at least one row/],
    [`${header}\n100,north\n`, /3 values in row 1/],
    [`${header}\n100,north,1990-01-01\nx,north,1990-01-01\n`, /row 2, column "area".*"x"/],
    ['area,town,built\n1,x,1990-01-01\n', /"town"/],
    [lines(header, '100,north,1990-01-01', 101), /at most 100 rows/],
    [`${header}\n"${'100,north\n'.repeat(500_000)}`, /lines of CSV/],
    [','.repeat(9_000_000), /a longer one/],
    [Buffer.from(`${header}\n100,K\xf6ln,1990-01-01\n`, 'latin1'), /UTF-8/],
  ] as const) {
    const { detail } = assertProblem(await predict(file, 'text/csv'), 400, 'ERR_INSTANCES');
    assert.match(detail, message);
  }
  assertProblem(await predict(png(4, 4), 'image/png'), 415, 'ERR_MEDIA_TYPE');
  assert.deepEqual((await predict(`{"instances":${'['.repeat(1_000_000)}`)).status, 400);
  assert.equal((await predict({ instances: [good] })).status, 200);
});
