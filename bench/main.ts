/**
 * `npm run bench -- NAME…`: measures, and writes what it found into `docs/benchmarks.md`, a section a question. Without a
 * name it measures everything, which takes long. `--rounds=N` measures `train` so often, `--minutes=N` lets `crashes` kill so
 * long; with `--quick` it measures little,
 * and whatever is measured is only shown.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { run as accuracy } from './accuracy/accuracy.ts';
import { run as crashes } from './crashes/crashes.ts';
import { run as dashboard } from './dashboard/dashboard.ts';
import { run as data } from './data/data.ts';
import { run as freezing } from './freezing/freezing.ts';
import { run as jobs } from './jobs/jobs.ts';
import { run as latency } from './latency/latency.ts';
import type { BenchOptions, BenchSection } from './section.ts';
import { run as serve } from './serving/serving.ts';
import { run as stalls } from './stalls/stalls.ts';
import { run as train } from './training/train.ts';

const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<BenchSection>>> = {
  accuracy,
  crashes,
  dashboard,
  data,
  freezing,
  jobs,
  latency,
  stalls,
  serve,
  train,
};
const PAGE = new URL('../docs/benchmarks.md', import.meta.url);
const HEAD = `# Benchmarks

Written by \`npm run bench\`. A figure is worth something only beside another of the same run: the machine that measured
these is shared, and single figures move by 30 % and more.
`;

const { names, options } = readArguments();
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  process.stderr.write(`Expected names out of: ${Object.keys(BENCHES).join(', ')}. Received: ${unknown.join(', ')}.\n`);
  process.exit(1);
}
for (const name of names) {
  process.stdout.write(`${name} …\n`);
  const section = await BENCHES[name]?.(options);
  if (!section) continue;
  process.stdout.write(`\n${section.title}\n\n${section.body}\n\n`);
  if (!options.quick) await keep(section);
}
process.exit(0);

function readArguments(): { readonly names: readonly string[]; readonly options: BenchOptions } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      minutes: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  });
  const { quick, rounds, minutes } = values;
  const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
  return { names, options: { quick, ...countOf('rounds', rounds), ...countOf('minutes', minutes) } };
}

function countOf(name: 'rounds' | 'minutes', text: string | undefined): Partial<BenchOptions> {
  if (text === undefined) return {};
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return { [name]: count };
  throw new RangeError(`Expected --${name} to be a whole number above 0. Received: "${text}".`);
}

/** Puts a section into the page, in the place of an earlier one of the same title. */
async function keep({ title, body }: BenchSection): Promise<void> {
  const page = await fs.readFile(PAGE, 'utf8').catch(() => HEAD);
  const [head = HEAD, ...sections] = page.split(/^## /m);
  const others = sections.filter((section) => !section.startsWith(`${title}\n`));
  const ours = `${title}\n\n${body}\n\n${machine()}\n`;
  const all = [...others.map((section) => `${section.trimEnd()}\n`), ours].sort();
  await fs.writeFile(PAGE, [`${head.trimEnd()}\n`, ...all].join('\n## '));
}

function machine(): string {
  const [cpu] = os.cpus();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  const date = new Date().toISOString().slice(0, 10);
  return `_${os.cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${memory} GiB, ${os.type()}, Node ${process.versions.node}, ${date}._`;
}
