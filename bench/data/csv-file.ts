/**
 * The table that the bench imports: a million rows by twenty columns, as a CSV that is the same each time. Knows nothing of
 * who reads it.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { type RandomStream, randomStream } from '../../src/random.ts';

export const CSV_ROWS = 1_000_000;
/** In the order of the file; `plan`, the last one, is what a job would learn. */
export const CSV_COLUMNS = { decimals: 15, integers: 3, texts: ['region', 'plan'] } as const;
export const CSV_WORDS = 'fifteen numbers of four decimals, three integers, two texts of 50 and 4 different values';

const BLOCK_ROWS = 2000;
const PLANS = ['free', 'basic', 'team', 'enterprise'];

/** @returns the bytes written. */
export async function writeCsv(file: string, rows: number): Promise<number> {
  const random = randomStream(7, 'bench csv');
  const stream = createWriteStream(file, { highWaterMark: 2 ** 20 });
  stream.write(`${header().join(',')}\n`);
  for (let written = 0; written < rows; written += BLOCK_ROWS) {
    const lines = Array.from({ length: Math.min(BLOCK_ROWS, rows - written) }, () => line(random));
    if (!stream.write(lines.join(''))) await once(stream, 'drain');
  }
  stream.end();
  await finished(stream);
  return stream.bytesWritten;
}

function header(): string[] {
  const named = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
  return [...named('x', CSV_COLUMNS.decimals), ...named('n', CSV_COLUMNS.integers), ...CSV_COLUMNS.texts];
}

/** Numbers of different sizes, so that no two columns are equally long. */
function line(random: RandomStream): string {
  const fields: string[] = [];
  for (let at = 0; at < CSV_COLUMNS.decimals; at++) fields.push(((random.uniform() - 0.5) * 10 ** (at % 5)).toFixed(4));
  for (let at = 0; at < CSV_COLUMNS.integers; at++) fields.push(String(random.below(10 ** (at + 2))));
  fields.push(`region-${random.below(50)}`, PLANS[random.below(PLANS.length)] as string);
  return `${fields.join(',')}\n`;
}
