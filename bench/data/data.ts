/**
 * From a file to data that can be trained on: what an upload takes beside what Python takes for the same file, how much
 * memory, and what the api's other clients notice of it. About five minutes; the candidates alternate.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run as runCommand } from '../../scripts/setup/command.mjs';
import { providePeersPython } from '../peers/python.ts';
import type { BenchOptions, BenchSection } from '../section.ts';
import {
  type Candidate,
  csvCandidates,
  ourCandidate,
  peerFile,
  pictureCandidates,
  type Reading,
} from './candidates.ts';
import { CSV_ROWS, writeCsv } from './csv-file.ts';
import { writePictureZip } from './picture-zip.ts';
import { startProbing } from './probing.ts';
import { type Results, sectionOf } from './report.ts';
import { startService } from './service.ts';

const ROUNDS = 5;
const PICTURES = 70_000;
/** An importer is warmed 3 s after the one before was taken, and loads in half a second. */
const UNTIL_WARM_MS = 5000;
const IDLE_MS = 10_000;
/** With `--quick`. */
const QUICK = { csvRows: 50_000, pictures: 2000, rounds: 1, idleMs: 2000 };

/** @returns the section for `docs/benchmarks.md`. */
export async function run(options: BenchOptions): Promise<BenchSection> {
  const full = { csvRows: CSV_ROWS, pictures: PICTURES, rounds: options.rounds ?? ROUNDS, idleMs: IDLE_MS };
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'epochd-bench-'));
  try {
    return sectionOf(await measure(folder, options.quick ? QUICK : full));
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, settings: typeof QUICK): Promise<Results> {
  const at = (name: string): string => path.join(folder, name);
  const sources = { csv: at('table.csv'), zip: at('digits.zip'), folder: at('pictures/digits'), scratch: folder };
  note('writing a CSV and a ZIP of PNGs');
  const csvBytes = await writeCsv(sources.csv, settings.csvRows);
  const zipBytes = await writePictureZip(sources.zip, settings.pictures);
  const unzipSeconds = await unzip(sources.zip, at('pictures'));
  await fs.mkdir(at('service'));
  const service = await startService(at('service'));
  const probing = startProbing(service.url);
  const settle = async (): Promise<void> => void (await sleep(UNTIL_WARM_MS));
  try {
    await settle();
    const idle = await probing.during(() => sleep(settings.idleMs));
    const ours = (file: string): Candidate => ourCandidate(service, probing, file, settle);
    const csv = await measureRounds('CSV', await csvCandidates(sources, ours(sources.csv)), settings.rounds);
    const pictures = await measureRounds(
      'pictures',
      await pictureCandidates(sources, ours(sources.zip)),
      settings.rounds,
    );
    return { csv, pictures, idle: idle.samples, csvBytes, zipBytes, unzipSeconds, rounds: settings.rounds };
  } finally {
    probing.close();
    await service.close();
  }
}

/** All candidates in each round, each round beginning with another one. */
async function measureRounds(what: string, candidates: readonly Candidate[], rounds: number): Promise<Results['csv']> {
  const readings = new Map<Candidate, Reading[]>(candidates.map((candidate) => [candidate, []]));
  for (let round = 0; round < rounds; round++) {
    note(`${what}: round ${round + 1} of ${rounds}`);
    const first = round % candidates.length;
    for (const candidate of [...candidates.slice(first), ...candidates.slice(0, first)]) {
      if (candidate.missing === undefined) readings.get(candidate)?.push(await candidate.read());
    }
  }
  return [...readings].map(([candidate, list]) => ({ candidate, readings: list }));
}

/** By Python, as those who read it with Keras would. @returns undefined where there is none: then nobody needs it. */
async function unzip(file: string, folder: string): Promise<number | undefined> {
  const peers = await providePeersPython();
  if ('missing' in peers) return undefined;
  const output = await runCommand([peers.python, peerFile('unzip.py'), file, folder]);
  return (JSON.parse(output.trim().split('\n').at(-1) ?? '{}') as { seconds: number }).seconds;
}

function note(text: string): void {
  process.stderr.write(`  ${text}\n`);
}
