/** The frame of the dashboard: what a browser loads, for whom it is usable, and what becomes of a wrong path. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startService, type TestService } from '../support/service.ts';
import { expectAccessible, expectFits, startBrowser, type TestBrowser } from './browser.ts';

const BUILT = path.resolve(import.meta.dirname, '../../node_modules/.epochd/dashboard');
const GZIPPED_MAX = 150_000;

let service: TestService;
let browser: TestBrowser;

before(async () => {
  [service, browser] = await Promise.all([startService(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await service?.close();
});

test('all of it is small', () => {
  const files = readdirSync(BUILT).filter((name) => /\.(js|css|html|svg)$/.test(name));
  const sizes = files.map((name) => gzipSync(readFileSync(path.join(BUILT, name))).length);
  const size = sizes.reduce((sum, each) => sum + each, 0);
  assert.ok(size > 1000 && size <= GZIPPED_MAX, `${size} bytes, gzipped`);
});

test('the page is there for whoever has no key, and is told apart from what it loads', async () => {
  const page = await fetch(`${service.url}/`);
  assert.equal(page.headers.get('cache-control'), 'no-cache');
  const script = /src="(\/assets\/main-[A-Z0-9]+\.js)"/.exec(await page.text())?.[1];
  const loaded = await fetch(`${service.url}${script}`);
  assert.match(loaded.headers.get('cache-control') ?? '', /immutable/);
  assert.equal((await fetch(`${service.url}/jobs/any/thing`)).status, 200, 'the page itself knows what that is');
  assert.equal((await fetch(`${service.url}/assets/recipe.txt`)).status, 404);
  assert.equal((await fetch(`${service.url}/nowhere`)).status, 404);
});

test('the frame is usable by keyboard, on a phone, and in the dark', async () => {
  for (const look of [{ width: 360 }, { width: 1280, scheme: 'dark' as const }]) {
    const page = await browser.open(`${service.url}/jobs/none/such/page`, look);
    await page.getByRole('heading', { name: 'No such page' }).waitFor();
    await expectFits(page);
    await expectAccessible(page);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.textContent.trim()'), 'Skip to the content');
    await page.getByRole('link', { name: 'The overview' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/');
    await page.close();
  }
});

test('a connection that is lost is told of, and taken up again', async () => {
  const page = await browser.open(`${service.url}/`);
  const banner = page.getByText('The service does not answer');
  await page.getByRole('heading', { name: 'Newest jobs' }).waitFor();
  await page.context().setOffline(true);
  await banner.waitFor();
  await page.context().setOffline(false);
  await banner.waitFor({ state: 'detached' });
  await page.close();
});

test('a browser whose language is no language tag gets the page, too', async () => {
  const page = await browser.open(`${service.url}/health/live`);
  // As Chromium itself says where LANG is en_US@posix.
  await page.addInitScript("Object.defineProperty(Navigator.prototype, 'language', { get: () => 'en-US@posix' })");
  await page.goto(`${service.url}/`);
  await page.getByRole('heading', { name: 'Newest jobs' }).waitFor();
  await page.close();
});

test('a service with keys asks for one', async () => {
  const locked = await startService({ environment: { API_KEYS: 'a-key-of-some-length' } });
  try {
    const page = await browser.open(`${locked.url}/`);
    const dialog = page.getByRole('dialog', { name: 'This service asks for a key' });
    await dialog.getByLabel('Key').fill('a-key-of-some-length');
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await page.reload();
    await page.getByRole('heading', { name: 'Newest jobs' }).waitFor();
    assert.equal(await dialog.isVisible(), false);
    await page.close();
  } finally {
    await locked.close();
  }
});
