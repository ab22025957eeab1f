/** One job, as a person watches it: live, evaluated, run again, failed. With the real service and a real training. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type ProcessService, startProcesses } from '../support/processes.ts';
import { waitFor } from '../support/waiting.ts';
import { expectAccessible, expectFits, startBrowser, type TestBrowser } from './browser.ts';

const CUSTOMERS = path.resolve(import.meta.dirname, '../../examples/data/customers.csv');

let service: ProcessService;
let browser: TestBrowser;

before(async () => {
  [service, browser] = await Promise.all([startProcesses(), startBrowser()]);
  await service.startWorker();
});

after(async () => {
  await browser?.close();
  await service?.close();
});

/** @returns the job that imports it. */
async function upload(name: string, content: Buffer | string): Promise<string> {
  const form = new FormData();
  form.append('name', name);
  form.append('file', new Blob([content]), `${name}.csv`);
  await service.client.request('POST', '/v1/datasets', { body: form, headers: { prefer: 'wait=60' } });
  return (await service.client.get(`/v1/datasets/${name}`)).body.job as string;
}

let trained: string;

test('a training is watched from the first step to its version, without a look elsewhere', async () => {
  await upload('customers', readFileSync(CUSTOMERS));
  const { id } = await service.client.submit({
    ...{ model: 'customers', dataset: 'customers', network: 'mlp' },
    training: { epochs: 3, seed: 7 },
  });
  trained = id;
  const page = await browser.open(`${service.client.url}/jobs/${id}`);
  await page.getByRole('heading', { name: /customers on customers/ }).waitFor();
  const version = page.getByRole('link', { name: 'Published as customers v1' });
  await version.waitFor({ timeout: 60_000 });
  assert.equal(await version.getAttribute('href'), '/models/customers/1');
  await page.getByText('Epoch 3 is done').waitFor();
  const loss = page.getByRole('table', { name: 'loss: the last value of each curve' });
  const { history } = await service.client.job(id);
  const shown = Number(
    await loss
      .getByRole('row', { name: /training/ })
      .getByRole('cell')
      .textContent(),
  );
  assert.ok(Math.abs(shown - (history.at(-1)?.loss ?? 0)) < 0.001, 'what is drawn is the history');
  assert.ok(Number(await page.evaluate(drawnPixels)) > 50, 'a curve is drawn');
  await page.getByRole('radio', { name: 'Step by step' }).check({ force: true });
  await page.getByText('the mean since its beginning').waitFor();
  await expectAccessible(page);
  await page.close();
});

test('while the api is away a page says so; when it is back curves go on without a gap, and no point is there twice', async () => {
  const first = await service.startApi();
  const url = first.client.url;
  const { id } = await service.client.submit({
    ...{ model: 'away', dataset: 'customers', network: { preset: 'mlp', units: [4] } },
    training: { epochs: 10_000, seed: 7, batchSize: 16 },
  });
  const page = await browser.open(`${url}/jobs/${id}`);
  const overview = await browser.open(`${url}/`);
  await overview.getByRole('link', { name: 'away on customers' }).waitFor();
  const caption = page.getByText(/^loss: the last value of each curve, after/);
  const points = async (): Promise<number> =>
    Number((/after ([\d,]+) points/.exec((await caption.textContent()) ?? '')?.[1] ?? '').replaceAll(',', ''));
  await waitFor('some epochs', async () => (await points()) >= 3, 90_000);
  await first.end('SIGKILL');
  for (const each of [page, overview]) await each.getByText('The service does not answer').waitFor();
  await page.getByRole('heading', { name: /away on customers/ }).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0, 'it is said once');
  const before = await points();
  const { id: later } = await service.client.submit({ model: 'later', dataset: 'customers', network: 'mlp' });
  const second = await service.startApi({ PORT: new URL(url).port });
  for (const each of [page, overview])
    await each.getByText('The service does not answer').waitFor({ state: 'detached' });
  await overview.getByRole('link', { name: 'later on customers' }).waitFor();
  await waitFor('further epochs', async () => (await points()) > before, 60_000);
  await service.client.post(`/v1/jobs/${later}/cancel`);
  await service.client.post(`/v1/jobs/${id}/cancel`);
  await page.getByRole('heading', { name: /cancelled/ }).waitFor();
  const { history } = await service.client.job(id);
  await waitFor('all epochs', async () => (await points()) === history.length);
  assert.deepEqual(
    history.map(({ epoch }) => epoch),
    history.map((_, index) => index + 1),
  );
  const told = await page.getByRole('list', { name: 'Log of the job' }).getByRole('listitem').allTextContents();
  const epochs = told.flatMap((line) => /Epoch (\d+) is done/.exec(line)?.slice(1).map(Number) ?? []);
  assert.deepEqual(
    epochs,
    epochs.map((_, index) => (epochs[0] ?? 0) + index),
    'each once, and none is missing',
  );
  await page.close();
  await overview.close();
  await second.end('SIGKILL');
});

/** How many dots of the first plot have the colour of the first curve. */
const drawnPixels = `(() => {
  const canvas = document.querySelector('.chart canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let at = 0; at < data.length; at += 4)
    if (data[at] === 0x1d && data[at + 1] === 0x5f && data[at + 2] === 0xd1) count++;
  return count;
})()`;

test('the rows behind a cell of the confusion matrix are shown, and the network layer by layer', async () => {
  const page = await browser.open(`${service.client.url}/jobs/${trained}`, { width: 360, scheme: 'dark' });
  await page.getByRole('heading', { name: 'Worst mistakes' }).waitFor();
  await page.getByRole('button', { name: /of no were right: show some/ }).click();
  await page.getByRole('heading', { name: 'no, rightly told, the least sure ones first' }).waitFor();
  const rows = page.getByRole('region', { name: /rightly told/ }).getByRole('listitem');
  await rows.first().waitFor();
  const count = await rows.count();
  assert.ok(count > 0 && count <= 8, `${count}`);
  assert.match((await rows.first().textContent()) ?? '', /support_calls|city/);
  const network = page.getByRole('region', { name: 'Network' });
  const { body } = await service.client.get(`/v1/jobs/${trained}/network`);
  await network.getByText(`${body.layers.length} layers`).waitFor();
  assert.equal(await network.locator('.layer').count(), body.layers.length + 1);
  await expectFits(page);
  await expectAccessible(page);
  await page.close();
});

test('it is run again with changes, and what is wrong with them is told at the field', async () => {
  const page = await browser.open(`${service.client.url}/jobs/${trained}`);
  await page.getByRole('button', { name: 'Train again with changes' }).click();
  const dialog = page.getByRole('dialog');
  const epochs = dialog.getByLabel('Epochs');
  assert.equal(await epochs.getAttribute('placeholder'), '3');
  await epochs.fill('0');
  await dialog.getByRole('button', { name: 'Train again' }).click();
  await dialog
    .getByText(/Expected/)
    .first()
    .waitFor();
  assert.equal(await epochs.getAttribute('aria-invalid'), 'true');
  const patch = dialog.getByLabel('Changes, as a JSON Merge Patch');
  await patch.fill('{"training":');
  await dialog.getByText(/Expected JSON/).waitFor();
  await patch.fill('{"training":{"epochs":5000,"earlyStopping":null}}');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Train again' }).click();
  await waitFor('the page of the new job', () => !page.url().includes(trained) && page.url().includes('/jobs/'));
  const again = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Resume' }).click({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the job' }).click();
  await page.getByRole('heading', { name: /cancelled/ }).waitFor();
  assert.equal((await service.client.job(again)).status, 'cancelled');
  await page.goto(`${service.client.url}/jobs/${trained}?with=${again}`);
  await page.getByRole('button', { name: 'Only this job' }).waitFor();
  await page.close();
});

test('schedules, losses, metrics, weights and stopping are fields, and are typed as they are written', async () => {
  const page = await browser.open(`${service.client.url}/new?dataset=customers&network=mlp&target=churned`);
  await page.getByText('More', { exact: true }).click();
  const dropout = page.getByLabel('Dropout');
  await dropout.pressSequentially('0.25');
  assert.equal(await dropout.inputValue(), '0.25');
  await page.getByLabel('Units of the dense layers').pressSequentially('8, 4');
  await page.getByLabel('Learning rate goes').selectOption('cosineDecay');
  await page.getByLabel('Loss', { exact: true }).selectOption('categoricalFocalCrossentropy');
  await page.getByLabel('Focus (gamma)').fill('-1');
  const gamma = page.locator('.field', { has: page.getByLabel('Focus (gamma)') });
  await gamma.getByText(/Expected/).waitFor();
  await page.getByLabel('Focus (gamma)').fill('1.5');
  await page.getByLabel('Stops early').check();
  await page.getByLabel('precision').check();
  await page.getByLabel('Judged by').selectOption('valPrecision');
  await page.getByRole('button', { name: 'Rare ones more' }).click();
  await page.getByLabel('Validated by').selectOption('customers');
  await page.getByLabel('Validated by').selectOption('');
  await gamma.getByText(/Expected/).waitFor({ state: 'detached' });
  await page.getByText('The whole request').click();
  const request = JSON.parse(await page.getByLabel('Request').inputValue());
  const { learningRateSchedule, classWeight, ...training } = request.training;
  assert.deepEqual(request.network, { preset: 'mlp', dropout: 0.25, units: [8, 4] });
  assert.deepEqual(training, {
    loss: { type: 'categoricalFocalCrossentropy', gamma: 1.5 },
    earlyStopping: { patience: 5, monitor: 'valPrecision' },
    metrics: ['precision'],
  });
  assert.equal(learningRateSchedule.type, 'cosineDecay');
  assert.ok(learningRateSchedule.decaySteps > 0);
  assert.ok(classWeight.yes > 1 && classWeight.no < 1);
  await page.getByRole('button', { name: 'All the same' }).click();
  await expectAccessible(page);
  await page.close();
});

test('a sweep is written beside its plan, told of what is wrong at its field, and watched until its best is published', async () => {
  const page = await browser.open(`${service.client.url}/sweeps`, { width: 360 });
  await page.getByRole('link', { name: 'New sweep' }).click();
  await page.getByLabel('Dataset', { exact: true }).selectOption('customers');
  await page.getByLabel('Network', { exact: true }).selectOption('mlp');
  await page.getByLabel('Model', { exact: true }).fill('swept');
  await page.getByLabel('Epochs', { exact: true }).fill('1');
  const rate = page.getByRole('region', { name: 'Learning rate' });
  await rate.getByLabel('From').fill('0');
  await rate.getByText('Expected a number above 0 on a scale of logarithms').waitFor();
  await rate.getByLabel('From').fill('0.001');
  await rate.getByLabel('Values').fill('2');
  await page.getByLabel('Add a field').selectOption('/network/units');
  await page.getByRole('region', { name: 'Units of the dense layers' }).getByLabel('Values').fill('4; 8, 4');
  const plan = page.getByRole('region', { name: 'Trials of the plan' });
  await plan.getByRole('cell', { name: '8, 4' }).first().waitFor();
  assert.equal(await plan.getByRole('row').count(), 1 + 4);
  await page.getByLabel('Add a field').selectOption('other');
  await page.getByLabel('Its place in the request').fill('/training/nonsense');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const other = page.getByRole('region', { name: '/training/nonsense' });
  await other.getByLabel('Values').fill('1; 2');
  await other.getByText(/Expected/).waitFor();
  await other.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'JavaScript' }).click();
  await page.getByText('await client.sweep({').waitFor();
  await expectFits(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Start the sweep' }).click();
  await page.getByRole('heading', { name: 'Sweep of swept' }).waitFor();
  await page.getByRole('link', { name: 'Version 1 of swept, which was published' }).waitFor({ timeout: 120_000 });
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const { body } = await service.client.get(`/v1/sweeps/${id}`);
  assert.deepEqual(body.space, {
    '/training/optimizer/learningRate': { min: 0.001, max: 0.01, scale: 'log', count: 2 },
    '/network/units': { values: [[4], [8, 4]] },
  });
  await page.getByRole('link', { name: 'Its trainings' }).click();
  await page.getByRole('link', { name: 'swept on customers' }).first().waitFor();
  assert.equal(await page.getByRole('list', { name: 'Jobs' }).getByRole('listitem').count(), 4);
  await page.close();
});

test('an import that failed says why and what to do; a job that is none is told of', async () => {
  const job = await upload('broken', 'a,b\n"1,2\n3,4,5\n6');
  const page = await browser.open(`${service.client.url}/jobs/${job}`);
  await page.getByRole('heading', { name: 'Why it failed' }).waitFor({ timeout: 60_000 });
  await page.getByText('What to do').waitFor();
  await page.getByRole('link', { name: 'Upload again' }).waitFor();
  await expectAccessible(page);
  await page.goto(`${service.client.url}/jobs/no-such-job`);
  await page.getByText(/which no job has/).waitFor();
  await page.close();
});
