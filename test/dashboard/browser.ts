/** A real Chromium that looks at the dashboard: as a person's desktop or phone, in light or dark. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../../scripts/setup/browser.mjs';

export interface Look {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  /** For programs that are put into the page from outside. */
  readonly bypassesPolicy?: boolean;
}

export interface TestBrowser {
  /** A new page; what goes wrong in it (errors, refused content) fails `close`. */
  open(url: string, look?: Look): Promise<Page>;
  close(): Promise<void>;
}

/** As the machine's own sandbox forbids Chromium's, and nothing is looked up elsewhere. */
const FLAGS = ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update'];

export async function startBrowser(): Promise<TestBrowser> {
  const found = findBrowser();
  assert.ok(found, 'the set-up has unpacked a browser');
  const { executable, libraries } = found;
  const lacks = execFileSync('ldd', [executable], { encoding: 'utf8' }).includes('not found');
  const env = { ...process.env, ...(lacks && { LD_LIBRARY_PATH: libraries }) } as Record<string, string>;
  const browser: Browser = await chromium.launch({ executablePath: executable, args: FLAGS, env });
  const faults: string[] = [];
  return {
    async open(url, { width = 1280, scheme = 'light', bypassesPolicy: bypassCSP = false } = {}) {
      // Named, since this machine's own may be one that no browser of a person's has (en-US@posix).
      const view = { viewport: { width, height: 900 }, colorScheme: scheme };
      const options: BrowserContextOptions = { ...view, locale: 'en-GB', bypassCSP };
      const page = await (await browser.newContext(options)).newPage();
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) faults.push(message.text());
      });
      await page.goto(url);
      return page;
    },
    async close() {
      await browser.close();
      assert.deepEqual(faults, []);
    },
  };
}

/** Fails where axe finds what keeps somebody from using the page. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  assert.deepEqual(told, []);
}

/** Fails where a page is wider than what it is looked at with. */
export async function expectFits(page: Page): Promise<void> {
  const [wide, room]: number[] = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]');
  assert.ok((wide ?? 0) <= (room ?? 0), `${wide} px in ${room}`);
}
