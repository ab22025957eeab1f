/** The section of `docs/benchmarks.md` on data: tables and sentences out of readings. Measures nothing. */
import { type BenchSection, quantile, table } from '../section.ts';
import { type Candidate, OURS, type Reading } from './candidates.ts';
import { CSV_WORDS } from './csv-file.ts';

export interface Measured {
  readonly candidate: Candidate;
  readonly readings: readonly Reading[];
}

export interface Results {
  readonly csv: readonly Measured[];
  readonly pictures: readonly Measured[];
  /** Milliseconds of the api's answers while nothing was imported. */
  readonly idle: readonly number[];
  readonly csvBytes: number;
  readonly zipBytes: number;
  readonly unzipSeconds: number | undefined;
  readonly rounds: number;
}

const API_GOAL_MS = 20;
const VERDICTS = { true: '**reached**', false: 'missed' } as const;

export function sectionOf(results: Results): BenchSection {
  const { csv, pictures, csvBytes, zipBytes, unzipSeconds, rounds } = results;
  const rows = (measured: readonly Measured[]): string =>
    (measured.find(({ readings }) => readings.length > 0)?.readings[0]?.rows ?? 0).toLocaleString('en');
  const unpacking =
    unzipSeconds === undefined ? '' : ` Unpacking it by Python took ${unzipSeconds.toFixed(1)} s before.`;
  return {
    title: 'From an upload to a dataset',
    body: [
      'The service as `npm start` runs it; uploads by HTTP on the same machine, from before the request until the answer to',
      '`Prefer: wait` says that the dataset is ready: received, flushed, parsed, described, published. The importer is warm.',
      'Each peer is a process of its own for each reading: the seconds are those of its call, and with start and imports',
      `those of its process. Everything is in the page cache. Median (least–most) of ${rounds} rounds, alternating.`,
      '',
      ...readingTable(`CSV, ${rows(csv)} rows × 20 columns, ${megabytes(csvBytes)}`, csv),
      '',
      `Its columns: ${CSV_WORDS}. pandas ends with a float32 matrix; DuckDB and epochd with Parquet.`,
      ...verdicts(csv),
      '',
      ...readingTable(`ZIP of ${rows(pictures)} PNGs, MNIST, ${megabytes(zipBytes)}`, pictures),
      '',
      `Keras reads the unpacked folder, grey, once, into arrays.${unpacking}`,
      ...verdicts(pictures),
      '',
      probeTable(results),
      '',
      'A client asks for `/health/live` and `/v1/jobs` in turn, fifty times a second, whether or not it was answered.',
      ...probeVerdict(results),
    ].join('\n'),
  };
}

function readingTable(title: string, measured: readonly Measured[]): string[] {
  const header = [title, 'seconds', 'of its process', 'of that, upload', 'peak memory', "the api's"];
  const rows = measured.map(({ candidate, readings }) => {
    if (candidate.missing !== undefined) return [candidate.name, `not measured: ${candidate.missing}`, '', '', '', ''];
    const peak = (of: (reading: Reading) => number | undefined): string => memory(known(readings, of));
    return [
      candidate.name,
      spread(known(readings, ({ seconds }) => seconds)),
      spread(known(readings, ({ processSeconds }) => processSeconds)),
      spread(known(readings, ({ uploadSeconds }) => uploadSeconds)),
      peak(({ peakBytes }) => peakBytes),
      peak(({ apiPeakBytes }) => apiPeakBytes),
    ];
  });
  return [table(header, rows)];
}

/** By the medians of one run. */
function verdicts(measured: readonly Measured[]): string[] {
  const ours = measured.find(({ candidate }) => candidate.name === OURS);
  const peers = measured.filter(({ candidate, readings }) => candidate.name !== OURS && readings.length > 0);
  if (!ours || ours.readings.length === 0 || peers.length === 0) return [];
  const median = (each: Measured, of: (reading: Reading) => number | undefined): number =>
    quantile(known(each.readings, of), 0.5);
  const own = median(ours, ({ seconds }) => seconds);
  const lines = peers.map((peer) => {
    const [call, whole] = [median(peer, ({ seconds }) => seconds), median(peer, (each) => each.processSeconds)];
    return `- ${(own / call).toFixed(2)} times as long as ${peer.candidate.name}, ${(own / whole).toFixed(2)} times as long as its process.`;
  });
  const python = peers
    .filter(({ candidate }) => candidate.python)
    .map((peer) => median(peer, ({ seconds }) => seconds));
  if (python.length === 0) return ['', ...lines];
  const best = Math.min(...python);
  return ['', ...lines, `- The goal of no longer than the better Python way: ${VERDICTS[`${own <= best}`]}.`];
}

function probeTable(results: Results): string {
  const probes = ({ readings }: Measured): readonly number[] => readings.flatMap((reading) => reading.probes ?? []);
  const rows: [string, readonly number[]][] = [
    ['nothing is imported', results.idle],
    ['the CSV is', results.csv.flatMap(probes)],
    ['the pictures are', results.pictures.flatMap(probes)],
  ];
  const cells = rows.map(([name, samples]) => [
    name,
    ...[0.5, 0.99, 1].map((share) => `${quantile(samples, share).toFixed(1)} ms`),
    samples.length.toLocaleString('en'),
  ]);
  return table(["the api's other answers while", 'median', 'p99', 'longest', 'samples'], cells);
}

function probeVerdict({ csv, pictures }: Results): string[] {
  const all = [...csv, ...pictures].flatMap(({ readings }) => readings.flatMap((reading) => reading.probes ?? []));
  if (all.length === 0) return [];
  return ['', `The goal of a p99 under ${API_GOAL_MS} ms: ${VERDICTS[`${quantile(all, 0.99) < API_GOAL_MS}`]}.`];
}

function known(readings: readonly Reading[], of: (reading: Reading) => number | undefined): number[] {
  return readings.map(of).filter((value) => value !== undefined);
}

function spread(values: readonly number[]): string {
  if (values.length === 0) return '–';
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${quantile(values, 0.5).toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}

function memory(values: readonly number[]): string {
  return values.length === 0 ? '–' : `${Math.round(Math.max(...values) / 2 ** 20)} MiB`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
