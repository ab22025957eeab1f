/** Models and their versions as a person sees them: what answers, two versions beside each other, and what cannot be taken back. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Publication } from '../../src/registry/index.ts';
import { publishModel } from '../support/published-model.ts';
import { startService, type TestService } from '../support/service.ts';
import { waitFor } from '../support/waiting.ts';
import { expectAccessible, expectFits, startBrowser, type TestBrowser } from './browser.ts';

let service: TestService;
let browser: TestBrowser;

before(async () => {
  [service, browser] = await Promise.all([startService(), startBrowser()]);
  for (const [place, accuracy] of [0.91, 0.95, 0.93].entries()) {
    const job = `job-${place + 1}`;
    const network = { preset: 'mlp' as const, units: [4 * (place + 1)] };
    await publishModel(service.storage, 'digits', job, network, {
      evaluation: evaluationOf(accuracy),
      history: HISTORY,
    });
  }
});

after(async () => {
  await browser?.close();
  await service?.close();
});

test('without a model, a page says how one comes to be', async () => {
  const empty = await startService();
  try {
    const page = await browser.open(`${empty.url}/models`);
    await page.getByRole('heading', { name: 'No model yet' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Start a training' }).getAttribute('href'), '/new');
    await page.goto(`${empty.url}/try`);
    await page.getByRole('heading', { name: 'Nothing to try yet' }).waitFor();
    await page.close();
  } finally {
    await empty.close();
  }
});

test('an alias is made, moved with a canary, and taken back, each after a question', async () => {
  const page = await browser.open(`${service.url}/models`);
  await page.getByRole('link', { name: 'digits', exact: true }).click();
  await page.getByText('Version 3, the newest one, answers for “digits”.').waitFor();

  await page.getByRole('button', { name: 'New alias' }).click();
  const making = page.getByRole('dialog', { name: 'New alias' });
  assert.equal(await making.getByLabel('Name').inputValue(), 'production');
  await making.getByLabel('Version').selectOption('1');
  await making.getByRole('button', { name: 'Make it' }).click();
  const card = page.getByRole('article', { name: 'Alias production' });
  await card.getByRole('link', { name: 'version 1' }).waitFor();

  await card.getByRole('button', { name: 'Move…', exact: true }).click();
  const moving = page.getByRole('dialog', { name: 'Move production' });
  await moving.getByRole('button', { name: 'Add a canary' }).click();
  await moving.getByText('Within a second, version 1 answers 90 % of requests to “digits”.').waitFor();
  await moving.getByLabel('Why').fill('the night shift likes it');
  await moving.getByRole('button', { name: 'Move it' }).click();
  await card.getByText('Version 1 answers the rest, version 3 answers 10.0 %.').waitFor();
  await card.getByText('the night shift likes it').first().waitFor();
  await card.getByRole('row', { name: /3 canary/ }).waitFor();

  await card.getByRole('button', { name: 'Roll back…' }).click();
  await page.getByRole('dialog', { name: 'Take production back?' }).getByRole('button', { name: 'Roll back' }).click();
  await card.getByText('Version 1 answers the rest').first().waitFor({ state: 'detached' });
  const { body } = await service.client.get('/v1/models/digits/aliases/production');
  assert.equal(body.version, 1);
  assert.equal(body.canaries, undefined);
  await page.close();
});

test('a move from where an alias is no more is refused, and says so', async () => {
  await pointAt('raced', 1);
  const page = await browser.open(`${service.url}/models/digits`);
  await page.getByRole('article', { name: 'Alias raced' }).getByRole('button', { name: 'Move…', exact: true }).click();
  const moving = page.getByRole('dialog', { name: 'Move raced' });
  await moving.getByLabel('Version').selectOption('3');
  await pointAt('raced', 2);
  // The page hears of it behind the dialog, which goes on from what was seen.
  await page
    .getByRole('article', { name: 'Alias raced', includeHidden: true })
    .getByRole('link', { name: 'version 2', includeHidden: true })
    .waitFor();
  await moving.getByRole('button', { name: 'Move it' }).click();
  await moving.getByRole('alert').waitFor();
  assert.equal((await service.client.get('/v1/models/digits/aliases/raced')).body.version, 2);
  await page.close();
});

test('two versions stand beside each other, by an address that can be passed on', async () => {
  const page = await browser.open(`${service.url}/models/digits?base=1&candidate=2`, { width: 360, scheme: 'dark' });
  const compared = page.getByRole('region', { name: 'Compare two versions' });
  await compared.getByRole('row', { name: /accuracy 0\.91 0\.95 \+0\.04/ }).waitFor();
  await compared.getByRole('row', { name: /network · units · 0 4 8/ }).waitFor();
  assert.equal(await compared.getByRole('region', { name: /^Confusion matrix of Version/ }).count(), 2);
  await expectFits(page);
  await expectAccessible(page);
  await compared.getByLabel('with version').selectOption('3');
  await compared.getByRole('row', { name: /accuracy 0\.91 0\.93/ }).waitFor();
  assert.match(page.url(), /candidate=3/);
  await page.close();
});

test('all of a version is on its page, and code that calls it', async () => {
  const page = await browser.open(`${service.url}/models/digits/2`, { width: 360 });
  await page.getByRole('heading', { name: 'Version 2', exact: true }).waitFor();
  await page.getByText('95.0 %').first().waitFor();
  await page.getByText('Pictures, fitted to 28 × 28 pixels in grey.').waitFor();
  await page.getByText('digits/versions/2:predict').waitFor();
  for (const [language, code] of [
    ['JavaScript', "client.model('digits@2').predict"],
    ['Python', 'httpx.post('],
    ['tritonclient', 'client.infer("digits"'],
  ] as const) {
    await page.getByRole('button', { name: language, exact: true }).click();
    await page.getByText(code).waitFor();
  }
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download for TensorFlow.js' }).click();
  assert.equal((await download).suggestedFilename(), 'digits-2-tfjs.zip');
  await page.getByText('Network of').click();
  await page.getByRole('listitem').filter({ hasText: 'softmax' }).waitFor();
  await expectFits(page);
  await expectAccessible(page);
  await page.close();
});

test('a version goes for good after a question only, and not while an alias names it', async () => {
  await pointAt('kept', 2);
  const page = await browser.open(`${service.url}/models/digits`);
  await page.getByRole('button', { name: 'Remove version 2' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Remove version 2' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove version 2' }).click();
  await page.getByRole('alert').getByText(/kept/).waitFor();
  await service.client.request('DELETE', '/v1/models/digits/aliases/kept');
  await service.client.request('DELETE', '/v1/models/digits/aliases/raced');
  await page.getByRole('button', { name: 'Remove version 2' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove version 2' }).click();
  await page.getByRole('link', { name: 'Version 2', exact: true }).waitFor({ state: 'detached' });
  assert.equal((await service.client.get('/v1/models/digits/versions/2')).status, 404);
  await page.close();
});

test('a model file of each format becomes a version, by the form; what is none is refused where one looks', async () => {
  const answer = await fetch(`${service.url}/v1/models/digits/versions/1/export?format=tfjs`);
  const files = {
    'pictures-3.keras': readFileSync('test/fixtures/models/pictures-3.keras'),
    'pictures-2.h5': readFileSync('test/fixtures/models/pictures-2.h5'),
    'saved-model-recurrent.zip': readFileSync('test/fixtures/models/saved-model-recurrent.zip'),
    'digits-tfjs.zip': Buffer.from(await answer.arrayBuffer()),
  };
  const page = await browser.open(`${service.url}/models`, { width: 360 });
  for (const [name, buffer] of Object.entries(files)) {
    await page.getByRole('button', { name: 'Import a model' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import a model file' });
    await dialog.getByLabel('Files').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
    const model = name.replace(/\..*/, '');
    assert.equal(await dialog.getByLabel('Name of the model').inputValue(), model);
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { name: 'Version 1', exact: true }).waitFor({ timeout: 90_000 });
    assert.equal(new URL(page.url()).pathname, `/models/${model}/1`);
    await page.getByRole('button', { name: 'Download for Keras' }).waitFor();
    await page.getByRole('link', { name: 'Models', exact: true }).click();
  }
  await page.getByRole('button', { name: 'Import a model' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import a model file' });
  const buffer = Buffer.from('no model at all');
  await dialog.getByLabel('Files').setInputFiles({ name: 'none.keras', mimeType: 'text/plain', buffer });
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog
    .getByRole('alert')
    .getByText(/Expected/)
    .waitFor({ timeout: 90_000 });
  await expectFits(page);
  await expectAccessible(page);
  await page.close();
});

test('by keyboard alone an alias is made, its question asked and left, and the focus comes back to where it was', async () => {
  const page = await browser.open(`${service.url}/models/digits`);
  const focused = () =>
    page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent');
  await page.getByRole('button', { name: 'New alias' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New alias' });
  await dialog.getByLabel('Name').waitFor();
  assert.ok(await page.evaluate('document.activeElement.closest("dialog") !== null'), 'the dialog has the focus');
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press('Tab');
    const where =
      '["DIALOG", "BODY"].includes(document.activeElement.tagName) || document.activeElement.closest("dialog") !== null';
    assert.ok(await page.evaluate(where), 'nothing behind the dialog is reached');
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await focused(), 'New alias');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('Name').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('by-keys');
  await page.keyboard.press('Enter');
  const card = page.getByRole('article', { name: 'Alias by-keys' });
  await card.getByRole('button', { name: 'Remove…' }).focus();
  await page.keyboard.press('Enter');
  const question = page.getByRole('dialog', { name: 'Remove the alias by-keys?' });
  await question.waitFor();
  assert.equal(await focused(), 'Back', 'what cannot be taken back is not under the finger');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await card.waitFor({ state: 'detached' });
  await page.close();
});

test('what is kept is changed after a question', async () => {
  const page = await browser.open(`${service.url}/models/digits`);
  await page.getByLabel('The newest').fill('5');
  await page.getByRole('button', { name: 'Change…' }).last().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Change it' }).click();
  await page.getByText('Saved. Nothing had to be removed.').waitFor();
  await waitFor('the rule', async () => {
    const { body } = await service.client.get('/v1/models/digits/retention');
    return body.keepLast === 5;
  });
  await page.close();
});

const HISTORY: Publication['history'] = [1, 2, 3].map((epoch) => ({
  ...{ epoch, loss: 1 / epoch, accuracy: 1 - 0.2 / epoch, seconds: 1 },
  ...{ valLoss: 1.1 / epoch, valAccuracy: 1 - 0.3 / epoch },
}));

function evaluationOf(accuracy: number): NonNullable<Publication['evaluation']> {
  const right = Math.round(100 * accuracy);
  const confusionMatrix = Array.from({ length: 10 }, (_, truth) =>
    Array.from({ length: 10 }, (_unused, told) =>
      told === truth ? right : told === (truth + 1) % 10 ? 100 - right : 0,
    ),
  );
  return { loss: 1 - accuracy, accuracy, examples: 1000, confusionMatrix };
}

async function pointAt(alias: string, version: number): Promise<void> {
  const init = { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ version }) };
  const { status } = await service.client.request('PUT', `/v1/models/digits/aliases/${alias}`, init);
  assert.equal(status, 200);
}
