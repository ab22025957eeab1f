/** The list of jobs, as a person uses it: however long it is, filtered, and some of it compared. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startService, type TestService } from '../support/service.ts';
import { waitFor } from '../support/waiting.ts';
import { expectAccessible, expectFits, startBrowser, type TestBrowser } from './browser.ts';

const JOBS = 260;

let service: TestService;
let browser: TestBrowser;

before(async () => {
  [service, browser] = await Promise.all([startService(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await service?.close();
});

test('a list without jobs says how there will be one', async () => {
  const page = await browser.open(`${service.url}/jobs`);
  await page.getByRole('heading', { name: 'No jobs yet' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Start one' }).getAttribute('href'), '/new');
  await expectAccessible(page);
  await page.close();
});

test('of a long list only what can be seen is there, and the rest comes as one scrolls', async () => {
  for (let count = 0; count < JOBS; count++) {
    const model = count === 3 ? 'rare' : 'digits';
    await service.client.submit({ model, dataset: 'mnist', network: 'mlp', training: { epochs: 1 } });
  }
  const short = await service.client.get('/v1/jobs?limit=3&history=false');
  assert.deepEqual(
    short.body.data.map(({ history }: { history: unknown[] }) => history),
    [[], [], []],
  );
  const page = await browser.open(`${service.url}/jobs`);
  const rows = page.getByRole('list', { name: 'Jobs' }).getByRole('listitem');
  await rows.first().waitFor();
  assert.ok((await rows.count()) < 60, 'far fewer than there are jobs');
  await waitFor('the end of the list', async () => {
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    const last = await rows.last().getAttribute('aria-posinset');
    return last === String(JOBS);
  });
  assert.equal(await rows.last().getAttribute('aria-setsize'), String(JOBS));
  assert.ok((await rows.count()) < 60, 'still');
  await page.close();
});

test('filters stand in the address', async () => {
  const page = await browser.open(`${service.url}/jobs`);
  await page.getByLabel('Model').fill('rare');
  await page.getByLabel('Model').press('Enter');
  await page.getByRole('link', { name: 'rare on mnist' }).waitFor();
  await page.getByLabel('Status').selectOption('queued');
  await waitFor('both in the address', () => page.url().endsWith('/jobs?model=rare&status=queued'));
  await page.reload();
  await page.getByRole('link', { name: 'rare on mnist' }).waitFor();
  assert.equal(await page.getByRole('list', { name: 'Jobs' }).getByRole('listitem').count(), 1);
  await page.getByLabel('Status').selectOption('failed');
  await page.getByRole('heading', { name: 'No job is like that' }).waitFor();
  await page.getByRole('link', { name: 'Show all jobs' }).click();
  await page.getByRole('link', { name: 'digits on mnist' }).first().waitFor();
  await page.close();
});

test('the trainings of one sweep are a list of their own, which the address names', async () => {
  const space = { '/training/optimizer/learningRate': { values: [0.001, 0.01] } };
  const job = { model: 'swept', dataset: 'mnist', network: 'mlp', training: { epochs: 1 } };
  const { id } = (await service.client.post('/v1/sweeps', { job, space })).body;
  const page = await browser.open(`${service.url}/jobs?sweep=${id}`);
  await page.getByRole('link', { name: 'one sweep' }).waitFor();
  // No worker runs: the sweep has submitted none yet.
  await page.getByRole('heading', { name: 'No job is like that' }).waitFor();
  await page.getByRole('button', { name: 'Of all' }).click();
  await page.getByRole('link', { name: 'digits on mnist' }).first().waitFor();
  await page.goto(`${service.url}/jobs?sweep=no-such-sweep`);
  await page.getByText(/which no sweep has/).waitFor();
  await page.close();
});

test('some are selected and compared, on a phone too', async () => {
  const page = await browser.open(`${service.url}/jobs`, { width: 360, scheme: 'dark' });
  const boxes = page.getByRole('checkbox');
  await boxes.first().check();
  await boxes.nth(1).check();
  await expectFits(page);
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Compare their curves' }).click();
  await page.getByRole('heading', { name: 'Compare jobs' }).waitFor();
  const links = page.getByRole('table').getByRole('link');
  await links.first().waitFor();
  assert.deepEqual(await links.allTextContents(), ['1: digits on mnist', '2: digits on mnist']);
  await expectFits(page);
  await page.close();
});
