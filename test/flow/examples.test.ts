/** Every example runs to its end against a real service, by the command that the README names, and says what is right. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import { startSupervisor } from '../../src/supervisor/supervisor.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const EXAMPLE_MS = 90_000;

let folder: string;
let service: Awaited<ReturnType<typeof startSupervisor>>;

before(
  async () => {
    folder = await makeTemporaryFolder();
    const config = loadConfig({ DATA_DIR: path.join(folder, 'data'), PORT: '0', LOG_LEVEL: 'silent' });
    service = await startSupervisor(config, createLogger('supervisor', 'silent'));
  },
  { timeout: 60_000 },
);

after(() => service?.close());

/** @returns the lines that it prints. */
async function run(...args: readonly string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/run.mjs', 'example', ...args], {
    ...{ cwd: ROOT, maxBuffer: 2 ** 26, env: { ...process.env, EPOCHD_URL: service.url } },
  });
  return stdout.trimEnd().split('\n');
}

function predictionsIn<T>(line: string | undefined): T[] {
  return (JSON.parse(line ?? 'null') as { predictions: T[] }).predictions;
}

test('customers: who calls often leaves, who never calls stays', { timeout: EXAMPLE_MS }, async () => {
  const answers = predictionsIn<{ label: string }>((await run('customers')).at(-1));
  assert.deepEqual(
    answers.map(({ label }) => label),
    ['yes', 'no'],
  );
});

test('houses: prices are near those of the rule', { timeout: EXAMPLE_MS }, async () => {
  const lines = await run('houses');
  const [first] = predictionsIn<{ value: number }>(lines.at(-2));
  const [[second = 0] = []] = predictionsIn<number[]>(lines.at(-1));
  assertNear(first?.value, 588_000, 60_000);
  assertNear(second, 226_000, 40_000);
});

for (const [name, things] of Object.entries({
  pictures: ['circle', 'square', 'triangle'],
  sounds: ['hum', 'whistle', 'hiss'],
  gestures: ['circle', 'line', 'zigzag'],
})) {
  test(`${name}: each is told for what it is`, { timeout: EXAMPLE_MS }, async () => {
    const told = (await run(name)).flatMap((line) => / is \w+ as (\w+), with probability/.exec(line)?.[1] ?? []);
    assert.deepEqual(told, things);
  });
}

test('forecast: six hours are told within a degree and a half', { timeout: EXAMPLE_MS }, async () => {
  const hours = (await run('forecast')).flatMap((line) => {
    const [, told, truth] = /: (-?[\d.]+) °C, and it will be (-?[\d.]+)/.exec(line) ?? [];
    return truth === undefined ? [] : [{ told: Number(told), truth: Number(truth) }];
  });
  assert.equal(hours.length, 6);
  for (const { told, truth } of hours) assertNear(told, truth, 1.5);
});

test('reviews: a bad one is read as bad', { timeout: EXAMPLE_MS }, async () => {
  assert.equal(predictionsIn<{ label: string }>((await run('reviews')).at(-1))[0]?.label, 'bad');
});

test("tensors: the robot's hand is found", { timeout: EXAMPLE_MS }, async () => {
  const places = (await run('tensors')).flatMap((line) => {
    const [, ...found] = /at (-?[\d.]+), (-?[\d.]+), and is at (-?[\d.]+), (-?[\d.]+)/.exec(line) ?? [];
    return found.length > 0 ? [found.map(Number)] : [];
  });
  assert.equal(places.length, 2);
  for (const [x = 0, y = 0, trueX = 9, trueY = 9] of places) assert.ok(Math.hypot(x - trueX, y - trueY) < 0.1);
});

test('public: a table as the UCI writes it, by its path, is learnt and told', { timeout: EXAMPLE_MS }, async () => {
  const file = path.join(folder, 'wines.csv');
  await fs.writeFile(file, wines(500));
  const lines = await run('public', file);
  const rows = lines.slice(-6, -1).map((line) => Number(line.split(';').at(-1)));
  const answers = predictionsIn<{ value: number }>(lines.at(-1));
  assert.equal(answers.length, 5);
  for (const [index, { value }] of answers.entries()) assertNear(value, rows[index] ?? Number.NaN, 1);
});

test('an unknown example is refused with a list of all', async () => {
  await assert.rejects(run('none'), (error: { stderr: string; code: number }) => {
    assert.match(error.stderr, /customers.*\n.*houses/);
    return error.code === 1;
  });
});

/** Semicolons, quoted names with spaces, a grade at the end. */
function wines(rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const [acidity, alcohol] = [0.1 + ((row * 37) % 100) / 100, 8.5 + ((row * 53) % 50) / 10];
    const grade = Math.round(5 + 0.6 * (alcohol - 11) - 1.5 * (acidity - 0.6));
    return `${(5 + ((row * 29) % 70) / 10).toFixed(1)};${acidity.toFixed(2)};${alcohol.toFixed(1)};${grade}`;
  });
  return ['"fixed acidity";"volatile acidity";"alcohol";"quality"', ...lines, ''].join('\n');
}

function assertNear(value: number | undefined, truth: number, tolerance: number): void {
  assert.ok(Math.abs((value ?? Number.NaN) - truth) <= tolerance, `${value}, expected ${truth} ± ${tolerance}`);
}
