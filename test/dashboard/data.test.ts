/** Data from the page's side: a file becomes a dataset, a dataset a job, and a sweep shows which values do well. */
import assert from 'node:assert/strict';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { makeSounds } from '../../examples/make/sounds.ts';
import { type ProcessService, startProcesses } from '../support/processes.ts';
import { startSlowLine } from '../support/slow-line.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/waiting.ts';
import { expectAccessible, expectFits, startBrowser, type TestBrowser } from './browser.ts';

const ROWS = Array.from(
  { length: 60 },
  (_, row) => `${row},${row % 3 === 0 ? '' : row / 2},${row < 40 ? 'red' : 'blue'}`,
);
const CSV = ['size,weight,colour', ...ROWS].join('\n');

let service: ProcessService;
let browser: TestBrowser;

before(async () => {
  [service, browser] = await Promise.all([startProcesses({ LOG_LEVEL: 'info' }), startBrowser()]);
  await service.startWorker();
});

after(async () => {
  await browser?.close();
  await service?.close();
});

/** Ten megabytes: more than what systems keep on the way. */
const BIG_CSV = `a,b\n${'1234567,7654321\n'.repeat(600_000)}`;

const open = (path: string, width = 1280): Promise<Page> => browser.open(service.client.url + path, { width });
const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

test('a file is named, uploaded and imported, and its page tells what was understood of it', async () => {
  const page = await open('/datasets');
  await page.getByLabel('Files to upload').setInputFiles(file('Sizes & colours.csv', CSV));
  const name = page.getByLabel('Name of the dataset');
  assert.equal(await name.inputValue(), 'Sizes-colours');
  await expectAccessible(page);
  await name.fill('sizes');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page.getByRole('link', { name: 'Train on this' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/datasets/sizes');
  await page.getByRole('img', { name: /^Spread of size: most rows/ }).waitFor();
  const classes = page.getByRole('table', { name: 'Rows of each class' });
  assert.match((await classes.textContent()) ?? '', /red4066.7 %blue2033.3 %/);
  assert.match((await page.locator('.tile', { hasText: 'weight' }).textContent()) ?? '', /33.3 % missing/);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('21 – 40 of 60').waitFor();
  await page.getByRole('rowheader', { name: '40', exact: true }).waitFor();
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 800 });
  await expectFits(page);
  await page.close();
});

test('a folder that is dropped by the pointer is a dataset: what lies in it for each class', async () => {
  const folder = path.join(await makeTemporaryFolder(), 'shapes');
  for (const [shape, grey] of Object.entries({ dark: 10, light: 240 })) {
    await mkdir(path.join(folder, shape), { recursive: true });
    for (let number = 0; number < 6; number++) {
      const picture = { width: 8, height: 8, channels: 3 as const, background: { r: grey, g: grey, b: number } };
      await writeFile(path.join(folder, shape, `${number}.png`), await sharp({ create: picture }).png().toBuffer());
    }
  }
  await writeFile(path.join(folder, '.DS_Store'), 'what a system puts there');
  const page = await open('/datasets');
  await dropFiles(page, [folder]);
  await page.getByText('shapes.zip').first().waitFor();
  assert.equal(await page.getByLabel('Name of the dataset').inputValue(), 'shapes');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  const classes = page.getByRole('table', { name: 'Rows of each class' });
  await classes.waitFor();
  assert.match((await classes.textContent()) ?? '', /dark650.0 %light650.0 %$/);
  await page.getByRole('img', { name: 'Row 7, light' }).waitFor();
  await page.close();
});

test('recordings are shown by their waves, and what to look out for stands above them', async () => {
  const page = await open('/datasets', 360);
  const archive = { name: 'sounds.zip', mimeType: 'application/zip', buffer: makeSounds().archive };
  await page.getByLabel('Files to upload').setInputFiles(archive);
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page
    .getByRole('table', { name: 'Rows of each class' })
    .getByRole('row', { name: /whistle 30/ })
    .waitFor();
  const wave = page.getByRole('img', { name: /^Row \d+, hum$/ }).first();
  await wave.waitFor();
  const points = (await wave.locator('polygon').getAttribute('points')) ?? '';
  assert.ok(points.split(' ').length > 100, points);
  assert.ok(await wave.evaluate((svg) => svg.clientWidth > 100 && svg.clientHeight > 20), 'there is room for it');
  await expectFits(page);
  await expectAccessible(page);
  await page.close();
});

test('an upload is cancelled on its way, and nothing of it stays', async () => {
  const line = await startSlowLine(service.client.url);
  const page = await browser.open(`${line.url}/datasets`);
  await page.getByLabel('Files to upload').setInputFiles(file('big.csv', BIG_CSV));
  line.slow();
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page.getByText(/MB sent, [1-9]/).waitFor();
  const begun = async () => (await uploadsOf(service)).length > 0;
  await waitFor('the service to have a part of it', begun);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await page.getByRole('button', { name: 'Upload', exact: true }).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
  await waitFor('nothing to be left', async () => !(await begun()));
  assert.equal((await service.client.get('/v1/datasets/big')).status, 404);
  await page.close();
  await line.close();
});

test('an upload whose connection breaks is sent again without choosing again', async () => {
  const line = await startSlowLine(service.client.url);
  const page = await browser.open(`${line.url}/datasets`);
  await page.getByLabel('Files to upload').setInputFiles(file('big.csv', BIG_CSV));
  line.slow();
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page.getByText(/MB sent, [1-9]/).waitFor();
  line.cut();
  await page.getByRole('alert').getByText('The connection broke before the service had all of it').waitFor();
  await page.getByText('The service does not answer. This page goes on').waitFor();
  await expectAccessible(page);
  line.flow();
  await page.getByText('The service does not answer.').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Upload again' }).click();
  await page.getByRole('link', { name: 'Train on this' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/datasets/big');
  await waitFor('nothing to be left', async () => (await uploadsOf(service)).length === 0);
  await page.close();
  await line.close();
});

test('a file that cannot be imported is told of with its row, and a better one takes its place there', async () => {
  const page = await open('/datasets');
  await page.getByLabel('Files to upload').setInputFiles(file('bad.csv', 'a,b\n1,2\n3,4\n5\n'));
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page.getByRole('alert').getByText('Received: 1 in row 3 of bad.csv').waitFor();
  await page.getByLabel('Files to upload').setInputFiles(file('better.csv', CSV));
  assert.equal(await page.getByLabel('Name of the dataset').inputValue(), 'bad');
  await page.getByText('Options, where the file').click();
  await page.getByLabel('Types of columns').fill('weight: integer');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page
    .getByRole('alert')
    .getByText(/column "weight", as the options say. Received: "0.5" in row 2 of better.csv/)
    .waitFor();
  await page.getByLabel('Files to upload').setInputFiles(file('better.csv', CSV));
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page.getByRole('link', { name: 'Train on this' }).waitFor();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { name: 'Datasets', exact: true }).waitFor();
  assert.equal((await service.client.get('/v1/datasets/bad')).status, 404);
  await page.close();
});

test('an option that means nothing for the file is told at its field', async () => {
  const page = await open('/datasets');
  await page.getByLabel('Files to upload').setInputFiles(file('other.csv', CSV));
  await page.getByText('Options, where the file').click();
  await page.getByLabel('Samples a second').fill('7');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  const field = page.locator('.field', { has: page.getByLabel('Samples a second') });
  await field.locator('.field-error').waitFor();
  assert.match((await field.textContent()) ?? '', /Expected/);
  await page.close();
});

test('pictures are shown from all over the data, and page by page', async () => {
  const page = await open('/datasets/mnist', 390);
  await page
    .getByRole('img', { name: /^Row 2,188/ })
    .or(page.getByRole('img', { name: /^Row 2188/ }))
    .waitFor();
  assert.equal(await page.locator('.picture img').count(), 16);
  await page.getByLabel('Row to go to').fill('60001');
  await page.keyboard.press('Enter');
  await page.getByRole('img', { name: 'Row 60001, 7' }).waitFor();
  await expectFits(page);
  await page.close();
});

test('a job is planned as it is written, errors stand at their fields, and it is submitted', async () => {
  const page = await open('/new?dataset=sizes&network=mlp');
  const layers = page.getByLabel('Layers of the plan');
  await layers.getByRole('cell', { name: '64', exact: true }).waitFor();
  await page.getByLabel('Units of the dense layers').fill('7');
  await layers.getByRole('cell', { name: '7', exact: true }).waitFor();
  const epochs = page.locator('.field', { has: page.getByLabel('Epochs', { exact: true }) });
  await page.getByLabel('Epochs', { exact: true }).fill('0');
  await epochs.getByText('Expected an integer from 1 to 10000. Received: 0.').waitFor();
  await expectAccessible(page);
  await page.getByLabel('Epochs', { exact: true }).fill('1');
  await epochs.getByText('Received').waitFor({ state: 'detached' });
  await page.getByLabel('Network').selectOption('layers');
  await page.getByLabel('Layers', { exact: true }).fill('{"layers":[{"type":"dense","units":-1}]}');
  await page.getByText('/network/layers/0/units: Expected').first().waitFor();
  await page.getByLabel('Layers', { exact: true }).fill('{"layers":[{"type":"dense","units":5}]}');
  await layers.getByRole('cell', { name: '5', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Python' }).click();
  await page.getByText('"units": 5').last().waitFor();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.waitForURL(/\/jobs\/.+/);
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const { body } = await service.client.get(`/v1/jobs/${id}/request`);
  assert.deepEqual(
    [body.model, body.dataset, body.network, body.training.epochs],
    ['sizes', 'sizes', { layers: [{ type: 'dense', units: 5 }] }, 1],
  );
  await page.goto(`${service.client.url}/new?from=${id}`);
  await page.getByLabel('Layers', { exact: true }).waitFor();
  assert.equal(await page.getByLabel('Epochs', { exact: true }).inputValue(), '1');
  await page.close();
});

test('a sweep shows its trials as rows, which sort, and as lines, which keys go through; its best is marked', async () => {
  const job = {
    model: 'swept',
    dataset: 'sizes',
    network: { preset: 'mlp', units: [4] },
    training: { epochs: 1, seed: 7 },
  };
  const space = { '/training/optimizer/learningRate': { values: [0.001, 0.1] } };
  const { id } = (await service.client.post('/v1/sweeps', { job, space })).body;
  const page = await open('/sweeps');
  await page.getByRole('link', { name: 'swept' }).click();
  await page.getByRole('heading', { name: 'Sweep of swept' }).waitFor();
  const ended = async () => (await service.client.job(id)).status === 'succeeded';
  await waitFor('the sweep to end', ended, 120_000);
  await page.getByRole('link', { name: 'Version 1 of swept, which was published' }).waitFor();
  const best = (await service.client.get(`/v1/sweeps/${id}`)).body.best.trial;
  assert.match((await page.locator('.trial-best').textContent()) ?? '', new RegExp(`^1 best${best}succeeded`));
  const trialAt = (row: number) => page.locator('.trials tbody tr').nth(row).locator('td').nth(1).textContent();
  await page.getByRole('button', { name: 'Trial', exact: true }).click();
  assert.equal(await trialAt(0), '1');
  await page.getByRole('button', { name: 'Trial', exact: true }).click();
  assert.equal(await trialAt(0), '2');
  const lines = page.getByRole('slider', { name: 'Trials as lines' });
  await lines.focus();
  await page.keyboard.press('ArrowDown');
  assert.match((await lines.getAttribute('aria-valuetext')) ?? '', new RegExp(`^Trial ${best}, rank 1: valLoss`));
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 800 });
  await expectFits(page);
  await page.close();
});

/** As a person does it: what is dragged comes from outside of the browser. */
async function dropFiles(page: Page, files: readonly string[]): Promise<void> {
  const box = await page.locator('.drop').boundingBox();
  assert.ok(box);
  const devtools = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', { type, ...at, data });
}

/** Files of uploads that came, or came in part, and are no dataset yet. */
async function uploadsOf({ dataDir }: ProcessService): Promise<string[]> {
  const names = await readdir(path.join(dataDir, 'storage'), { recursive: true });
  const files = names
    .filter((name) => /^(uploads|\.tmp)\//.test(name))
    .map((name) => path.join(dataDir, 'storage', name));
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return files.filter((_, index) => (sizes[index] ?? 0) > SMALL_BYTES);
}

/** Folders, and what is written down beside data. */
const SMALL_BYTES = 50_000;
