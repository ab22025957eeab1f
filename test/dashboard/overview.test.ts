/** The overview: where a stranger begins, and what the service is at. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { publishModel } from '../support/published-model.ts';
import { startService, type TestService } from '../support/service.ts';
import { expectAccessible, expectFits, startBrowser, type TestBrowser } from './browser.ts';

let service: TestService;
let browser: TestBrowser;

before(async () => {
  [service, browser] = await Promise.all([startService(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await service?.close();
});

test('a service that nobody used yet teaches the first steps, and says that no worker runs', async () => {
  const page = await browser.open(`${service.url}/`);
  await page.getByText('No worker runs').waitFor();
  await page.getByRole('heading', { name: 'No jobs yet' }).waitFor();
  await page.getByRole('heading', { name: 'No models yet' }).waitFor();
  const hrefs = await page.getByRole('navigation', { name: 'Where to begin' }).getByRole('link').all();
  assert.deepEqual(await Promise.all(hrefs.map((link) => link.getAttribute('href'))), [
    ...['/try', '/new', '/datasets', '/docs', '/queues', '/metrics'],
  ]);
  await expectAccessible(page);
  await page.close();
});

test('with a model of digits the first step is to draw one; predictions and lines are told, on a phone too', async () => {
  await publishModel(service.storage, 'digits', 'job-1');
  await service.client.post('/v1/jobs', { model: 'digits', dataset: 'mnist', network: 'mlp' });
  const instances = [Array.from({ length: 28 }, () => new Array(28).fill(0))];
  await service.client.post('/v1/models/digits:predict', { instances });
  for (const look of [{ width: 1280 }, { width: 360, scheme: 'dark' as const }]) {
    const page = await browser.open(`${service.url}/`, look);
    const draw = page.getByRole('link', { name: /Draw a digit/ });
    await draw.waitFor();
    assert.equal(await draw.getAttribute('href'), '/try/digits');
    await page.getByText('99 in 100 within').waitFor();
    const line = page.getByRole('row', { name: /^Training/ }).getByRole('cell');
    assert.deepEqual(await line.allTextContents(), ['0', '0', '1']);
    await page.getByText('version 1, the newest, answers').waitFor();
    await expectFits(page);
    await expectAccessible(page);
    await page.close();
  }
});
