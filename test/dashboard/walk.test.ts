/**
 * The way of somebody who never read a document: from the first page to code that calls a model of their own; and what that model's
 * pages then tell of it. Each step begins with what the page before offers.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { openFileStorage } from '../../src/storage/index.ts';
import { type ProcessService, startProcesses } from '../support/processes.ts';
import { publishModel } from '../support/published-model.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { expectAccessible, expectFits, startBrowser, type TestBrowser } from './browser.ts';

const CSV = readFileSync(path.resolve(import.meta.dirname, '../../examples/data/customers.csv'));
const LONG_MS = 120_000;
const run = promisify(execFile);

let service: ProcessService;
let browser: TestBrowser;

before(async () => {
  [service, browser] = await Promise.all([startProcesses({ LOG_LEVEL: 'info' }), startBrowser()]);
  await service.startWorker();
  // As the demo leaves the service.
  await publishModel(await openFileStorage(path.join(service.dataDir, 'storage')), 'digits', 'job-1');
});

after(async () => {
  await browser?.close();
  await service?.close();
});

const follow = (page: Page, name: string | RegExp) => page.getByRole('link', { name }).first().click();

test('a stranger draws a digit, trains on a CSV of their own, watches it, and calls it by the code that the page gives', async () => {
  const page = await browser.open(service.client.url);
  await follow(page, /Draw a digit/);
  const box = await page.getByRole('application').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 60, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 150, box.y + 60, { steps: 5 });
  await page.mouse.up();
  await page.getByText(/Version 1 answered in/).waitFor();

  await follow(page, 'Overview');
  await follow(page, /Upload a CSV/);
  await page.getByLabel('Files to upload').setInputFiles({ name: 'My clients.csv', mimeType: 'text/csv', buffer: CSV });
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page.getByRole('link', { name: 'Train on this' }).waitFor({ timeout: LONG_MS });
  await follow(page, 'Train on this');
  await page.getByLabel('Layers of the plan').waitFor();
  assert.equal(await page.getByLabel('Dataset', { exact: true }).inputValue(), 'My-clients');
  await page.getByRole('button', { name: 'Train', exact: true }).click();

  await page.getByRole('heading', { name: 'My-clients on My-clients' }).waitFor();
  await page.getByText('Epoch 5 is done').waitFor({ timeout: LONG_MS });
  await page.getByRole('link', { name: 'Published as My-clients v1' }).waitFor({ timeout: LONG_MS });
  await follow(page, 'Call it from your code');
  const call = page.getByRole('region', { name: 'Call it from your code' });
  await call.getByText('It answers with the probabilities of no, yes, in this order.').waitFor();
  const folder = await makeTemporaryFolder();

  const { stdout: answer } = await run('bash', ['-c', await codeIn(page, 'curl')], { cwd: folder });
  const [told] = (JSON.parse(answer) as { predictions: number[][] }).predictions;
  assert.equal(told?.length, 2);

  const program = await codeIn(page, 'JavaScript');
  await writeFile(path.join(folder, 'call.mjs'), program);
  // What it says that is to be done for it.
  const command = /^\/\/ +(curl .*)$/m.exec(program)?.[1] ?? '';
  const { stdout: printed } = await run('bash', ['-c', command], { cwd: folder });
  assert.ok(printed.includes(String(told?.[0])), printed);

  await page.getByRole('main').getByRole('link', { name: 'Try it' }).click();
  await page.getByLabel('support_calls').fill('8');
  await page.getByText(/Version 1 answered in/).waitFor();
  await page.close();
});

async function codeIn(page: Page, language: string): Promise<string> {
  const call = page.getByRole('region', { name: 'Call it from your code' });
  await call.getByRole('button', { name: language, exact: true }).click();
  return (await call.locator('pre').textContent()) ?? '';
}

test('what the columns are worth to the model is measured from its page, and shown there', async () => {
  const page = await browser.open(`${service.client.url}/models/My-clients/1`, { width: 360 });
  await page.getByRole('button', { name: 'Measure it' }).click();
  await page.getByText('It is being measured, as').waitFor();
  const bars = page.getByRole('region', { name: 'What its columns are worth' });
  await bars.getByText(/Drop of .+ on My-clients when a column is shuffled/).waitFor({ timeout: LONG_MS });
  assert.equal(await bars.getByRole('listitem').count(), 6);
  await bars.getByText(/^support_calls$/).waitFor();
  await expectFits(page);
  await expectAccessible(page);
  await page.close();
});

test('an alias is let move by itself, and its page tells what became of the versions', async () => {
  const upload = new FormData();
  upload.append('name', 'held-out');
  upload.append('file', new Blob([CSV.subarray(0, CSV.indexOf('\n', 4000) + 1)]), 'held-out.csv');
  await service.client.request('POST', '/v1/datasets', { body: upload, headers: { prefer: 'wait=50' } });
  const page = await browser.open(`${service.client.url}/models/My-clients`);
  await page.getByRole('button', { name: 'New alias' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make it' }).click();
  const card = page.getByRole('article', { name: 'Alias production' });
  await card.getByText('Move by itself…').click();
  await card.getByRole('button', { name: 'Set a gate…' }).click();
  const form = page.getByRole('dialog', { name: 'Let production move by itself' });
  await form.getByLabel('Dataset that decides').selectOption('held-out');
  await form.getByLabel('Better by at least').fill('0.5');
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Set the gate' }).click();
  await card.getByText('Moves by itself, by accuracy').waitFor();
  const job = { model: 'My-clients', dataset: 'My-clients', network: { preset: 'mlp', units: [2] } };
  await service.client.post('/v1/jobs', { ...job, training: { epochs: 1, seed: 7 } });
  const decision = card.getByRole('listitem').filter({ hasText: 'version 2: ' });
  await decision.getByText('kept', { exact: true }).waitFor({ timeout: LONG_MS });
  await decision.getByRole('link', { name: 'its job' }).waitFor();
  await card.getByRole('button', { name: 'No gate…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Without a gate' }).click();
  await card.getByText('Move by itself…').waitFor();
  await page.close();
});

test('predictions unlike the training are told of as drift, once they are enough for a verdict', async () => {
  const row = { age: 79, plan: 'basic', city: 'Bari', minutes: 30, since: '2024-06-20', support_calls: 8 };
  const page = await browser.open(`${service.client.url}/models/My-clients/1`, { scheme: 'dark' });
  const drift = page.getByRole('region', { name: 'Drift' });
  await drift.getByText('too few to tell').or(drift.getByText('No prediction was looked at')).first().waitFor();
  for (let times = 0; times < 10; times++) {
    const { status } = await service.client.post('/v1/models/My-clients:predict', { instances: Array(40).fill(row) });
    assert.equal(status, 200);
  }
  await drift
    .getByText(/^major$/)
    .first()
    .waitFor({ timeout: LONG_MS });
  await drift.getByText(/by \d+ predictions/).waitFor();
  await expectAccessible(page);
  await page.close();
});
