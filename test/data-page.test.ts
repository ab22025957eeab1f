/** docs/data.md is true: its commands work as they stand, one after the other, and the models answer as they should. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { describeVariables } from '../src/config.ts';
import { ERROR_CODES } from '../src/errors.ts';
import { type RunPage, runPage } from './support/page.ts';

let page: RunPage;

before(
  async () => {
    page = await runPage('data.md');
  },
  { timeout: 300_000 },
);

/** Of a dataset, or rows of one. */
interface Answer {
  readonly kind?: string;
  readonly schema?: object;
  readonly classes?: readonly object[];
  readonly data?: readonly object[];
}

interface Prediction {
  readonly label?: string;
  readonly probability?: number;
  readonly value?: number;
  readonly values?: Readonly<Record<string, number>>;
}

function answersOf<T>(heading: string): T[] {
  return (page.lines.get(heading) ?? []).map((line) => JSON.parse(line) as T);
}

/** Of the last line of a heading's commands. */
function predictionsOf<T = Prediction>(heading: string): T[] {
  return answersOf<{ predictions: T[] }>(heading).at(-1)?.predictions ?? [];
}

test('an upload tells what was understood, a look at rows shows them, options override', () => {
  const [uploaded, known, rows] = answersOf<Answer>('What the answer tells');
  assert.deepEqual([uploaded?.kind, uploaded?.schema], ['tabular', { columns: 7, target: 'churned' }]);
  assert.deepEqual(known, uploaded);
  assert.equal(rows?.data?.length, 2);
  const [small, doors] = answersOf<Answer>('Options of an upload');
  assert.deepEqual(small?.schema, { height: 16, width: 16, channels: 1 });
  assert.deepEqual(doors?.classes, [
    { label: 'false', rows: 2 },
    { label: 'true', rows: 2 },
  ]);
});

test('a plan says which network, and why', () => {
  const [plan] = answersOf<{ network: string }>('What a job may say');
  assert.match(plan?.network ?? '', /^"mlp", because/);
});

for (const [heading, label] of Object.entries({
  ...{ Pictures: 'circle', Recordings: 'whistle', Sequences: 'circle', Texts: 'bad' },
})) {
  test(`three commands make a served model: ${heading}`, () => {
    const [answer] = predictionsOf(heading);
    assert.equal(answer?.label, label);
    assert.ok((answer?.probability ?? 0) > 0.5);
  });
}

test('three commands make a served model: Tables', () => {
  const [, , files, instances] = answersOf<{ predictions: Prediction[] & number[][] }>('Tables');
  for (const [index, price] of [588_000, 226_000].entries()) {
    const value = files?.predictions[index]?.value ?? 0;
    assert.ok(Math.abs(value / price - 1) < 0.15, `${value} for ${price}`);
    assert.deepEqual(instances?.predictions[index], [value]);
  }
});

test('three commands make a served model: Forecasts', () => {
  const [answer] = predictionsOf('Forecasts');
  assert.deepEqual(Object.keys(answer?.values ?? {}), ['temperature+1', 'temperature+2', 'temperature+3']);
  for (const [index, value] of Object.values(answer?.values ?? {}).entries()) {
    const shown = [12.2, 11.2, 10.5][index] ?? 0;
    assert.ok(Math.abs(value - shown) < 1.5, `${value}, and the page says ${shown}`);
  }
});

test('three commands make a served model: Arrays', () => {
  const [uploaded] = answersOf<Answer>('Arrays');
  assert.deepEqual(uploaded?.schema, { shape: [2], type: 'float32', targets: ['value1', 'value2'] });
  const [[x = 0, y = 0] = []] = predictionsOf<number[]>('Arrays');
  assert.ok(Math.hypot(x - 1.318, y - 1.228) < 0.1, `${x}, ${y}`);
});

test('every variable and every error code that the page names is one', () => {
  const variables = describeVariables().map(({ name }) => name);
  const named = [...page.text.matchAll(/`([A-Z_]+_(?:BYTES|LIMIT|SECONDS))`/g)].map(([, name]) => name ?? '');
  assert.ok(named.length > 5);
  assert.deepEqual(
    named.filter((name) => !variables.includes(name)),
    [],
  );
  const rows = [...page.text.matchAll(/^\| (\d{3}) \| ([^|]*) \|/gm)];
  assert.ok(rows.length > 5);
  for (const [, status, codes] of rows) {
    for (const [, code] of (codes ?? '').matchAll(/`(ERR_\w+)`/g))
      assert.equal(ERROR_CODES[code as keyof typeof ERROR_CODES]?.status, Number(status), code);
  }
});
