/** Models tried out by hand, each by the kind of its data: versions whose answers are known. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Route } from 'playwright-core';
import sharp from 'sharp';
import { makeSounds } from '../../examples/make/sounds.ts';
import { publishExactModels } from '../support/exact-models.ts';
import { publishModel } from '../support/published-model.ts';
import { startService, type TestService } from '../support/service.ts';
import { waitFor } from '../support/waiting.ts';
import { expectAccessible, expectFits, startBrowser, type TestBrowser } from './browser.ts';

let service: TestService;
let browser: TestBrowser;

before(async () => {
  [service, browser] = await Promise.all([startService(), startBrowser()]);
  await publishExactModels(service.storage);
  await publishModel(service.storage, 'digits', 'job-1');
});

after(async () => {
  await browser?.close();
  await service?.close();
});

test('a digit is drawn, by mouse and by keyboard, and answered while it is', async () => {
  for (const look of [{ width: 1280 }, { width: 360, scheme: 'dark' as const }]) {
    const page = await browser.open(`${service.url}/try`, look);
    await page.getByLabel('Model').selectOption('digits');
    const pad = page.getByRole('application');
    const answer = page.getByRole('region', { name: 'Answer' });
    await answer.getByText('Give it a picture.').waitFor();
    const box = await pad.boundingBox();
    assert.ok(box);
    const move = (x: number, y: number) => page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 5 });
    await move(0.3, 0.3);
    await page.mouse.down();
    await move(0.7, 0.3);
    await answer.getByText(/Version 1 answered in \d+ ms/).waitFor();
    await move(0.4, 0.8);
    await page.mouse.up();
    assert.equal(await answer.getByRole('listitem').count(), 10);
    await page.getByRole('region', { name: 'What counted' }).getByText('Red parts speak for the answer').waitFor();
    await expectFits(page);
    await expectAccessible(page);
    await page.getByText('The same from your code').click();
    await page.getByText('/v1/models/digits:predict').waitFor();

    await page.getByRole('button', { name: 'Clear' }).click();
    await answer.getByText('Give it a picture.').waitFor();
    await pad.focus();
    for (const key of [' ', 'ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    await answer.getByText(/Version 1 answered in/).waitFor();
    await page.close();
  }
});

test('what was drawn is centred as the digits of MNIST are', async () => {
  const page = await browser.open(`${service.url}/try/digits`);
  const sent = page.waitForRequest((request) => request.url().endsWith('digits:predict'));
  const box = await page.getByRole('application').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 30, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + 60, { steps: 3 });
  await page.mouse.up();
  await page.getByText(/answered in/).waitFor();
  const { instances } = (await sent).postDataJSON() as { instances: { b64: string }[] };
  const png = sharp(Buffer.from(instances[0]?.b64 ?? '', 'base64'));
  const { data, info } = await png.extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  const pixels = Array.from({ length: info.height }, (_, y) => [
    ...data.subarray(y * info.width, (y + 1) * info.width),
  ]);
  assert.deepEqual([pixels.length, pixels[0]?.length], [28, 28]);
  const total = pixels.flat().reduce((sum, value) => sum + value, 0);
  const middle =
    pixels.reduce((sum, row, y) => sum + (y + 0.5) * row.reduce((all, value) => all + value, 0), 0) / total;
  assert.ok(Math.abs(middle - 14) <= 0.6, `its centre of mass is at ${middle}`);
  assert.ok(
    pixels
      .slice(0, 3)
      .flat()
      .every((value) => value === 0),
    'there is room around it',
  );
  await page.close();
});

test('a picture is dropped', async () => {
  const page = await browser.open(`${service.url}/try/digits`);
  await page.getByRole('button', { name: 'Picture file' }).click();
  await page.getByLabel('Drop a picture here, or choose a file').setInputFiles('examples/seven.png');
  await page.getByText(/Version 1 answered in/).waitFor();
  await page.getByText('The same from your code').click();
  await page.getByText('--data-binary @seven.png').waitFor();
  await page.close();
});

test('a row is filled in, and each change is answered', async () => {
  const page = await browser.open(`${service.url}/try/customers`, { width: 360 });
  const verdict = page.locator('.verdict strong');
  await page.getByLabel('age').fill('4');
  await page.getByLabel('plan').fill('pro');
  await waitFor('a yes', async () => (await verdict.textContent()) === 'yes');
  await page.getByLabel('plan').fill('basic');
  await waitFor('a no', async () => (await verdict.textContent()) === 'no');
  await page
    .getByRole('region', { name: 'What counted' })
    .getByText(/plan = basic/)
    .waitFor();
  await expectFits(page);
  await expectAccessible(page);
  await page.close();
});

test('a text is typed, and its words are weighed', async () => {
  const page = await browser.open(`${service.url}/try/reviews`);
  const verdict = page.locator('.verdict strong');
  await page.getByLabel('Text').fill('a good');
  await waitFor('a yes', async () => (await verdict.textContent()) === 'yes');
  await page.getByLabel('Text').fill('so bad');
  await waitFor('a no', async () => (await verdict.textContent()) === 'no');
  await page.getByRole('region', { name: 'What counted' }).getByText('bad', { exact: true }).waitFor();
  await page.close();
});

test('while the service has no time, it is left alone as long as it says, and the last stroke is answered then', async () => {
  const page = await browser.open(`${service.url}/try/digits`);
  const asked: string[] = [];
  const busy = (route: Route) => {
    asked.push(route.request().postData() ?? '');
    const headers = { 'retry-after': '2' };
    return route.fulfill({ status: 429, headers, json: { detail: 'Too many requests.', code: 'ERR_RATE_LIMIT' } });
  };
  await page.route('**/digits:*', busy, { times: 1 });
  const answer = page.getByRole('region', { name: 'Answer' });
  const box = await page.getByRole('application').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 40, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + 90, box.y + 90, { steps: 5 });
  await answer.getByText('Too many ask at once: what you gave last is asked for again in 2 s.').waitFor();
  page.on('request', (request) => request.url().includes('digits:') && asked.push(request.postData() ?? ''));
  await page.mouse.move(box.x + 200, box.y + 60, { steps: 20 });
  await page.mouse.up();
  assert.equal(asked.length, 1, 'nothing is asked meanwhile');
  assert.equal(await page.getByRole('alert').count(), 0);
  await answer.getByText(/Version 1 answered in/).waitFor();
  assert.equal(await answer.getByRole('status').textContent(), '');
  await page.getByText('The same from your code').click();
  const shown = (await page.locator('pre').textContent()) ?? '';
  assert.ok(shown.includes(asked[1] ?? '–'), 'what was answered is the last stroke');
  await page.close();
});

test('a sound is heard, seen and answered; a file that is none is refused with what to give', async () => {
  const page = await browser.open(`${service.url}/try/sounds`, { width: 360, scheme: 'dark' });
  const file = page.getByLabel('Drop a WAV file here, or choose a file');
  await file.setInputFiles({ name: 'tone.wav', mimeType: 'audio/wav', buffer: makeSounds().unseen.whistle });
  await page.getByText(/Version 1 answered in/).waitFor();
  await page.getByText('0.50 s', { exact: true }).waitFor();
  assert.ok(Number(await page.evaluate(WAVE_DOTS)) > 100, 'its wave is drawn');
  await page.getByRole('region', { name: 'What counted' }).getByText('Red parts speak for the answer').waitFor();
  await page.getByText('The same from your code').click();
  await page.getByText('--data-binary @tone.wav').waitFor();
  await expectFits(page);
  await expectAccessible(page);
  await file.setInputFiles({ name: 'none.wav', mimeType: 'audio/wav', buffer: Buffer.from('no sound at all') });
  await page
    .getByRole('alert')
    .getByText(/Expected/)
    .waitFor();
  await page.getByText('This browser cannot play it').waitFor();
  await page.close();
});

/** How many dots of the wave are drawn on. */
const WAVE_DOTS = `(() => {
  const canvas = document.querySelector('canvas.wave');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, at) => at % 4 === 3 && value > 0).length;
})()`;

test('a series is drawn as it is written, and its steps are weighed', async () => {
  const page = await browser.open(`${service.url}/try/series`);
  const verdict = page.locator('.verdict strong');
  const series = page.getByLabel('Series, a list for each step, as JSON');
  await page.getByRole('button', { name: 'Start from an example' }).click();
  await page.getByText(/Version 1 answered in/).waitFor();
  await series.fill('[[1], [5]]');
  await waitFor('a yes', async () => (await verdict.textContent()) === 'yes');
  await series.fill('[[5], [1]]');
  await waitFor('a no', async () => (await verdict.textContent()) === 'no');
  await page.getByRole('img', { name: 'The series' }).waitFor();
  await page.getByRole('region', { name: 'What counted' }).getByText('step 1').waitFor();
  await series.fill('[[5], ["x"]]');
  await page
    .getByRole('alert')
    .getByText(/Expected/)
    .waitFor();
  await expectAccessible(page);
  await page.close();
});

test('numbers are given as JSON, and what is none is told of', async () => {
  const page = await browser.open(`${service.url}/try/sums?version=1`);
  const numbers = page.getByLabel('Numbers, as JSON');
  await numbers.fill('[1, 2,');
  await page
    .getByRole('alert')
    .getByText(/Expected numbers as JSON/)
    .waitFor();
  await numbers.fill('[1, 2, 3]');
  await page.getByText(/Version 1 answered in/).waitFor();
  assert.deepEqual(await page.locator('.numbers dd').allTextContents(), ['6', '-4']);
  await numbers.fill('[1, 2]');
  await page
    .getByRole('alert')
    .getByText(/Expected/)
    .waitFor();
  await expectAccessible(page);
  await page.close();
});
