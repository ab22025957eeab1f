/**
 * The pictures of `docs/dashboard.md`, taken of a real service with real trainings. Into a temporary folder, small, unless
 * SCREENSHOTS names another one: `npm run screenshots` makes those of the documentation.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { type ProcessService, startProcesses } from '../support/processes.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/waiting.ts';
import { expectFits, startBrowser, type TestBrowser } from './browser.ts';
import { type Shot, type Subjects, shotsOf } from './shots.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const IMAGES = path.join(ROOT, 'docs/images');
const PAGE = path.join(ROOT, 'docs/dashboard.md');
const ALL_BYTES_MAX = 1_200_000;
const TRAINED_MS = 500_000;
const COLOURS = 128;
/** Of the brightness of a picture that shows something, from 0 to 255. */
const SPREAD_MIN = 8;

const wished = process.env['SCREENSHOTS'];
/** Enough that curves bend and lines cross; without a wish as little as there can be. */
const SIZES = wished ? { epochs: [6, 5, 6], rates: 3 } : { epochs: [1, 1], rates: 1 };
const NETWORKS = [[8], [32], [128, 64]];

let service: ProcessService;
let browser: TestBrowser;
let folder: string;
let subjects: Subjects;

before(async () => {
  [service, browser] = await Promise.all([startProcesses(), startBrowser()]);
  folder = wished ? path.resolve(ROOT, wished) : await makeTemporaryFolder();
  mkdirSync(folder, { recursive: true });
  await service.startWorker();
  subjects = await makeSubjects();
});

after(async () => {
  await browser?.close();
  await service?.close();
});

async function makeSubjects(): Promise<Subjects> {
  const form = new FormData();
  form.append('name', 'customers');
  form.append('file', new Blob([readFileSync(path.join(ROOT, 'examples/data/customers.csv'))]), 'customers.csv');
  await service.client.request('POST', '/v1/datasets', { body: form, headers: { prefer: 'wait=60' } });
  const rate = { min: 0.0003, max: 0.1, scale: 'log', ...(SIZES.rates > 1 && { count: SIZES.rates }) };
  const space = {
    '/training/optimizer/learningRate': SIZES.rates > 1 ? rate : { values: [0.01] },
    '/network/units': { values: [[8], [32, 16]] },
  };
  const job = { model: 'churn', dataset: 'customers', network: 'mlp', training: { epochs: 3, seed: 7 } };
  const sweep = (await service.client.post('/v1/sweeps', { job, space })).body.id as string;
  await ended(sweep);
  const jobs: string[] = [];
  for (const [index, epochs] of SIZES.epochs.entries()) {
    const network = { preset: 'mlp', units: NETWORKS[index] };
    const training = { epochs, seed: 7, batchSize: 64 };
    jobs.unshift((await service.client.submit({ model: 'digits', dataset: 'mnist', network, training })).id);
    await ended(jobs[0] ?? '');
  }
  const init = { headers: { 'content-type': 'application/json' }, body: '{"version":1}' };
  await service.client.request('PUT', '/v1/models/digits/aliases/production', init);
  return { jobs, sweep };
}

const ended = (id: string) =>
  waitFor(`${id} to succeed`, async () => (await service.client.job(id)).status === 'succeeded', TRAINED_MS);

async function take({ name, path: at, width = 1280, height, scheme = 'light', ready }: Shot): Promise<string> {
  const page = await browser.open('about:blank', { width, scheme });
  await page.setViewportSize({ width, height });
  await page.goto(service.client.url + at);
  await ready(page);
  await waitFor('all of it to be there', async () => (await page.getByText('Loading…').count()) === 0, 60_000);
  await expectFits(page);
  const file = path.join(folder, `${name}.png`);
  // Without a caret that blinks, and with all that fades at its end.
  const taken = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  await sharp(taken).png({ palette: true, colours: COLOURS, compressionLevel: 9, effort: 10 }).toFile(file);
  await page.close();
  return file;
}

test('a picture of each page is taken, and shows something', async (t) => {
  for (const shot of shotsOf(subjects)) {
    await t.test(shot.name, async () => {
      const file = await take(shot);
      const { width, height } = await sharp(file).metadata();
      assert.deepEqual([width, height], [shot.width ?? 1280, shot.height]);
      const { channels } = await sharp(file).flatten().greyscale().stats();
      assert.ok((channels[0]?.stdev ?? 0) > SPREAD_MIN, 'it is not blank');
    });
  }
});

test('every picture that the page of the documentation names is one of these, is there, and the other way round', () => {
  const named = [...readFileSync(PAGE, 'utf8').matchAll(/\]\(images\/([\w-]+\.png)\)/g)].map(([, file = '']) => file);
  const made = shotsOf({ jobs: [], sweep: '' }).map(({ name }) => `${name}.png`);
  assert.deepEqual([...named].sort(), [...made].sort());
  const there = readdirSync(IMAGES);
  assert.deepEqual([...there].sort(), [...made].sort());
  const bytes = there.reduce((sum, file) => sum + statSync(path.join(IMAGES, file)).size, 0);
  assert.ok(bytes <= ALL_BYTES_MAX, `${bytes} bytes`);
});
