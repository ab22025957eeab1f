/** Who reads the data: the service by an upload, the peers each in a process of its own. One result is one reading. */
import path from 'node:path';
import { run } from '../../scripts/setup/command.mjs';
import { providePandasPython, providePeersPython } from '../peers/python.ts';
import type { Probing } from './probing.ts';
import type { BenchService } from './service.ts';

export interface Reading {
  readonly rows: number;
  /** Of the service: from before the request until ready. Of a peer: from its call until it has what it was to make. */
  readonly seconds: number;
  /** Of a peer: the whole life of its process. */
  readonly processSeconds?: number;
  readonly peakBytes: number | undefined;
  /** Of the service only. */
  readonly uploadSeconds?: number;
  readonly apiPeakBytes?: number | undefined;
  readonly probes?: readonly number[];
}

export interface Candidate {
  readonly name: string;
  /** Whether it is one of the Python ways that the goal is about. */
  readonly python: boolean;
  /** The service warms its next importer first. */
  read(): Promise<Reading>;
  /** Why it cannot be measured here. */
  readonly missing?: string;
}

export interface Sources {
  readonly csv: string;
  readonly zip: string;
  /** The ZIP unpacked. */
  readonly folder: string;
  /** Where a peer may write. */
  readonly scratch: string;
}

export const OURS = 'epochd: upload until ready';
const PEER_MS_MAX = 300_000;

export async function csvCandidates({ csv, scratch }: Sources, ours: Candidate): Promise<Candidate[]> {
  const peers = await providePandasPython();
  const pandas = (name: string, engine: string): Candidate => ({
    ...('missing' in peers ? { missing: peers.missing } : {}),
    ...{ name, python: true },
    read: () => readAlone(['python' in peers ? peers.python : '', peerFile('pandas_csv.py'), engine, csv]),
  });
  const duckdb = [
    process.execPath,
    path.join(import.meta.dirname, 'duckdb.js'),
    csv,
    path.join(scratch, 'duckdb.parquet'),
  ];
  return [
    ours,
    pandas('pandas `read_csv`, told the types', 'c'),
    pandas("pandas `read_csv`, PyArrow's engine", 'pyarrow'),
    { name: 'DuckDB alone, CSV to Parquet', python: false, read: () => readAlone(duckdb) },
  ];
}

export async function pictureCandidates({ folder }: Sources, ours: Candidate): Promise<Candidate[]> {
  const peers = await providePeersPython();
  const keras = (batch: number): Candidate => ({
    ...('missing' in peers ? { missing: peers.missing } : {}),
    ...{ name: `Keras \`image_dataset_from_directory\`, batch ${batch}`, python: true },
    read: () =>
      readAlone(['python' in peers ? peers.python : '', peerFile('keras_pictures.py'), folder, String(batch)]),
  });
  return [ours, keras(32), keras(1024)];
}

/** @param file what is uploaded. @param settle waits until nothing is left of the reading before. */
export function ourCandidate(
  service: BenchService,
  probing: Probing,
  file: string,
  settle: () => Promise<void>,
): Candidate {
  return {
    ...{ name: OURS, python: false },
    async read() {
      await settle();
      const { result, samples } = await probing.during(() => service.upload(file));
      return { ...result, peakBytes: result.importerPeakBytes, probes: samples };
    },
  };
}

/** The last line that it prints is what it measured. */
async function readAlone(command: readonly string[]): Promise<Reading> {
  const started = performance.now();
  const output = await run(command, { timeoutMs: PEER_MS_MAX });
  const processSeconds = (performance.now() - started) / 1000;
  const line =
    output
      .trimEnd()
      .split('\n')
      .findLast((each) => each.startsWith('{')) ?? '{}';
  return { ...(JSON.parse(line) as Reading), processSeconds };
}

export function peerFile(name: string): string {
  return path.join(import.meta.dirname, '../peers', name);
}
