/** The pictures of `docs/dashboard.md`: what each shows, and how one gets there. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

export interface Shot {
  /** Of its file, without the ending. */
  readonly name: string;
  readonly path: string;
  readonly width?: number;
  readonly height: number;
  readonly scheme?: 'light' | 'dark';
  /** Brings the page to where it is worth a picture. */
  ready(page: Page): Promise<unknown>;
}

export interface Subjects {
  /** Trainings of digits, the best one first. */
  readonly jobs: readonly string[];
  readonly sweep: string;
}

export function shotsOf({ jobs, sweep }: Subjects): readonly Shot[] {
  const [job = ''] = jobs;
  const evaluated = async (page: Page): Promise<void> => {
    await page.getByRole('heading', { name: 'Worst mistakes' }).waitFor();
    await page.locator('.gallery img').first().waitFor();
  };
  return [
    { name: 'overview', path: '/', height: 900, ready: overviewed },
    { name: 'overview-phone', path: '/', width: 390, height: 1100, ready: overviewed },
    { name: 'new-job', path: '/new?dataset=mnist&network=cnn', height: 760, ready: planned },
    { name: 'new-sweep', path: '/new?dataset=customers&network=mlp&search=grid', height: 980, ready: searched },
    { name: 'job', path: `/jobs/${job}`, height: 1700, ready: evaluated },
    { name: 'job-dark', path: `/jobs/${job}`, height: 900, scheme: 'dark', ready: evaluated },
    { name: 'compare', path: `/jobs/compare?ids=${jobs.join(',')}`, height: 760, ready: compared },
    { name: 'sweep', path: `/sweeps/${sweep}`, height: 980, ready: swept },
    { name: 'dataset', path: '/datasets/customers', height: 1000, ready: profiled },
    { name: 'model', path: '/models/digits', height: 1150, ready: versioned },
    { name: 'try', path: '/try/digits', height: 760, ready: drawn },
    { name: 'try-dark', path: '/try/digits', height: 760, scheme: 'dark', ready: drawn },
  ];
}

async function overviewed(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Models that answer' }).waitFor();
  await page.getByRole('link', { name: 'digits', exact: true }).waitFor();
  await page.getByText('digits on mnist').first().waitFor();
  await page.getByRole('heading', { name: 'Workers and lines' }).waitFor();
}

async function planned(page: Page): Promise<void> {
  await page.getByRole('cell', { name: 'conv2d', exact: true }).first().waitFor();
}

async function searched(page: Page): Promise<void> {
  await page.getByLabel('Add a field').selectOption('/network/units');
  await page.getByLabel('Epochs', { exact: true }).fill('3');
  const trials = page.getByRole('region', { name: 'Trials of the plan' });
  await trials.getByRole('cell', { name: '128, 64' }).first().waitFor();
  await page.getByText('Working it out').first().waitFor({ state: 'detached' });
}

async function compared(page: Page): Promise<void> {
  await page.getByRole('table').getByRole('link').nth(1).waitFor();
  await page.locator('.chart canvas').first().waitFor();
}

async function swept(page: Page): Promise<void> {
  await page.locator('.trial-best').waitFor();
  await page.locator('.line-best').first().waitFor();
  await page.locator('.chart canvas').waitFor();
}

async function profiled(page: Page): Promise<void> {
  await page.getByRole('table', { name: 'Rows of each class' }).waitFor();
  await page
    .getByRole('img', { name: /^Spread of/ })
    .first()
    .waitFor();
}

async function versioned(page: Page): Promise<void> {
  await page.getByRole('article', { name: 'Alias production' }).waitFor();
  await page.locator('.chart canvas').first().waitFor();
}

/** A seven as Europeans write it, stroke by stroke. */
const STROKES = [
  [
    [0.26, 0.26],
    [0.72, 0.24],
    [0.6, 0.5],
    [0.46, 0.8],
  ],
  [
    [0.4, 0.54],
    [0.68, 0.52],
  ],
] as const;

async function drawn(page: Page): Promise<void> {
  const box = await page.getByRole('application').boundingBox();
  assert.ok(box);
  const { x, y, width, height } = box;
  for (const [[left, top], ...rest] of STROKES) {
    await page.mouse.move(x + left * width, y + top * height);
    await page.mouse.down();
    for (const [toLeft, toTop] of rest) await page.mouse.move(x + toLeft * width, y + toTop * height, { steps: 8 });
    await page.mouse.up();
  }
  await page.getByText(/Version \d answered in \d+ ms/).waitFor();
  const counted = page.getByRole('region', { name: 'What counted' });
  await counted.getByText('Red parts speak for the answer').waitFor();
}
