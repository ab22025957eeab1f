/** Versions of every kind of data, trained by real processes, measured and used on whole datasets. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Json } from '../support/client.ts';
import { type OwnData, recordsOf, startOwnData } from '../support/own-data.ts';
import { type ScorerHere, scorerHere } from '../support/scoring.ts';

const TRAINING = { epochs: 3, batchSize: 16, optimizer: { type: 'adam', learningRate: 0.02 }, seed: 7 };

let service: OwnData;
let scorer: ScorerHere;

before(
  async () => {
    service = await startOwnData();
    scorer = await scorerHere(service.dataDir);
  },
  { timeout: 240_000 },
);

after(() => service?.close());

const SETS: Record<string, { files: string[]; options?: object; job?: object }> = {
  people: { files: ['tables/people.csv'], job: { features: ['age', 'income', 'city', 'member', 'since'] } },
  houses: { files: ['flow/houses.csv'] },
  tags: { files: ['flow/tags.csv'], options: { target: 'tags' } },
  reviews: { files: ['tables/reviews.csv'] },
  points: { files: ['flow/inputs.npy', 'flow/labels.npy'] },
  sums: { files: ['flow/sums.npz'] },
  bars: { files: ['flow/bars.npz'] },
  tones: { files: ['sounds/tones.zip'] },
  slopes: { files: ['flow/slopes.csv'] },
  beats: { files: ['flow/beats.csv'], options: { kind: 'sequence', target: 'beat' } },
  demand: {
    files: ['flow/demand.csv'],
    job: { task: 'forecasting', target: 'sales', preprocessing: { length: 8, horizon: 2 } },
  },
};

for (const [dataset, { files, options, job: request }] of Object.entries(SETS)) {
  test(`what a version is measured to be on the rows of its test is what its training ended with: ${dataset}`, {
    timeout: 120_000,
  }, async () => {
    await service.upload(dataset, files, options);
    const { job } = await service.learn({ dataset, training: TRAINING, ...request });
    assert.deepEqual(await scorer.evaluate(dataset, dataset), job.evaluation);
  });
}

/** All rows as a client would send them. */
async function rowsOf(dataset: string): Promise<Json[]> {
  const page = (offset: number) => service.client.get(`/v1/datasets/${dataset}/rows?limit=100&offset=${offset}`);
  const rows: Json[] = [];
  for (;;) {
    const { data } = (await page(rows.length)).body;
    rows.push(...data);
    if (data.length < 100) return rows;
  }
}

/** @param lines of a batch prediction. @param instances the same rows, for the endpoint. */
async function assertAnswered(dataset: string, lines: Json[], instances: Json[]): Promise<void> {
  const answers = await service.ask(dataset, { instances });
  assert.equal(lines.length, instances.length);
  for (const [index, line] of lines.entries()) {
    assert.equal(line.row, index);
    const where = `${dataset} ${index}: ${JSON.stringify(line)}`;
    if (line.top) {
      const falling = answers[index].toSorted((a: number, b: number) => b - a).slice(0, 5);
      const told = line.top.map(({ probability }: Json) => probability);
      assert.deepEqual([told, line.probability], [falling, falling[0]], where);
    } else {
      assert.deepEqual(
        Object.values(line.values ?? line.probabilities ?? { value: line.value }),
        answers[index],
        where,
      );
    }
  }
}

test('each row of a table gets the answer that the prediction endpoint gives, to the bit', async () => {
  for (const dataset of ['people', 'houses', 'tags', 'reviews', 'beats']) {
    const [rows, lines] = [await rowsOf(dataset), await scorer.predict(dataset, dataset)];
    for (const [index, { input }] of lines.entries()) assert.deepEqual(toSecond(input), rows[index], dataset);
    const instances = dataset === 'beats' ? rows.map(({ beat: _, ...row }) => row) : rows;
    await assertAnswered(dataset, lines, instances);
  }
});

/** A time is told to the millisecond here, to the second in a look at rows. */
function toSecond(row: Json): Json {
  const values = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replace('.000Z', 'Z') : value,
  ]);
  return Object.fromEntries(values);
}

test('so does each array: numbers, pictures and sounds', async () => {
  for (const dataset of ['points', 'sums']) {
    const rows = await rowsOf(dataset);
    await assertAnswered(
      dataset,
      await scorer.predict(dataset, dataset),
      rows.map(({ values }) => values),
    );
  }
  const pictures = (await rowsOf('bars')).map(({ image }) => ({ b64: image.replace(/^.*,/, '') }));
  await assertAnswered('bars', await scorer.predict('bars', 'bars'), pictures);
  const sounds = await scorer.predict('tones', 'tones');
  assert.deepEqual([sounds.length, sounds.every(({ label }) => label === 'high' || label === 'low')], [17, true]);
});

test('of a table of steps each series gets its answer, and a forecast of what follows it', async () => {
  const records = await recordsOf('flow/demand.csv');
  const forecasts = await scorer.predict('demand', 'demand');
  const stores = [...new Set(records.map(({ store }) => store))].sort();
  assert.deepEqual(
    forecasts.map(({ input }) => input.store),
    stores,
  );
  const sales = stores.map((name) => records.filter(({ store }) => store === name).map((row) => Number(row['sales'])));
  await assertAnswered('demand', forecasts, sales);
  const steps = await recordsOf('flow/slopes.csv');
  const slopes = await scorer.predict('slopes', 'slopes');
  const series = slopes.map(({ input }) =>
    steps
      .filter((step) => step['series'] === String(input.series))
      .map(({ height, noise }) => ({ height: numberOf(height), noise: numberOf(noise) })),
  );
  assert.equal(slopes.length, new Set(steps.map((step) => step['series'])).size);
  await assertAnswered('slopes', slopes, series);
});

function numberOf(text: string | undefined): number | null {
  return text ? Number(text) : null;
}
