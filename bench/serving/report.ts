/** What was measured of serving, as a section of `docs/benchmarks.md`: figures, ratios, goals. */
import { type BenchSection, quantile, table } from '../section.ts';
import { type Candidate, type Form, NETWORKS, type NetworkName, OURS, OURS_TWICE } from './candidates.ts';
import type { LoadFigures } from './load.ts';
import { CONNECTIONS, type Connections, type Reading, type Results } from './results.ts';

const GOALS = { ofFloor: 0.7, ofFloorAlone: 0.6, ofPeers: { mlp: 4, cnn: 3 }, trainingP99: 3, coldMs: 300 } as const;
const FLOOR = 'bare Fastify, which parses the body';

const WHAT = `One MNIST picture a request: as JSON, 28 × 28 × 1 nested numbers from 0 to 255, or as 784 floats. Answers a second · p50 ·
p99 in milliseconds, each the median of the rounds. Everything on this machine: the load generator (a thread in C with
keep-alive connections, each with one request at a time) shares the processors with whom it measures. Each candidate
is a process, started anew for each round, but for ours, which run all the time; BentoML and LitServe start more, as does
epochd with API_PROCESSES. LitServe, BentoML and MLServer run ONNX Runtime and gather requests into batches of up to 64;
async FastAPI reads and writes JSON by orjson.`;

/** Readings of one cell over the rounds. */
interface Cell {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
}

export function sectionOf(results: Results): BenchSection {
  const { rounds, seconds, missing, loadBefore } = results;
  const measured = `Rounds: ${rounds}, ${seconds} s a figure, after a second of warming up. The machine's load average before: ${loadBefore.toFixed(1)}.`;
  const absent = [...missing].map(([name, why]) => `- Not measured: ${name}: ${why.split('\n').at(-1)}`);
  return {
    title: 'Serving beside FastAPI, LitServe, BentoML and MLServer',
    body: [
      ...[`${WHAT}\n${measured}`, '', figures(results, 'json', 'JSON'), '', figures(results, 'binary', 'binary'), ''],
      ...[goals(results), '', training(results), '', cold(results), '', ...errors(results), ...absent],
    ].join('\n'),
  };
}

function figures({ readings }: Results, form: Form, title: string): string {
  const names = [
    ...new Set(readings.filter((reading) => reading.form === form).map(({ candidate }) => candidate.name)),
  ];
  const columns = NETWORKS.flatMap((network) => CONNECTIONS.map((connections) => ({ network, connections })));
  const header = columns.map(({ network, connections }) => `${network.toUpperCase()}, ${connections}`);
  const rows = names.map((name) => [
    name,
    ...columns.map(({ network, connections }) => shown(cellOf(readings, name, form, network, connections))),
  ]);
  return table([`${title}; network, connections`, ...header], rows);
}

function shown(cell: Cell | undefined): string {
  if (!cell) return '–';
  return `${round(cell.perSecond)} · ${cell.p50.toFixed(2)} · ${cell.p99.toFixed(1)}`;
}

/** Judged by the api as it is by default, one process; told for two. */
function goals({ readings }: Results): string {
  const rows: string[][] = [];
  const row = (
    what: string,
    network: NetworkName,
    connections: Connections,
    other: number | undefined,
    goal: number,
  ): void => {
    const [once, twice] = [OURS, OURS_TWICE].map((name) => {
      const ours = cellOf(readings, name, 'json', network, connections)?.perSecond;
      return ours === undefined || other === undefined ? undefined : ours / other;
    });
    if (once === undefined) return;
    rows.push([
      `${network.toUpperCase()}, ${count(connections)}, beside ${what}`,
      ...[once.toFixed(2), String(goal), once >= goal ? '**reached**' : 'missed', twice?.toFixed(2) ?? '–'],
    ]);
  };
  const floor = (connections: Connections): number | undefined =>
    cellOf(readings, FLOOR, 'json', 'mlp', connections)?.perSecond;
  row(FLOOR, 'mlp', 64, floor(64), GOALS.ofFloor);
  row(FLOOR, 'mlp', 1, floor(1), GOALS.ofFloorAlone);
  for (const network of ['mlp', 'cnn'] as const) {
    const best = bestPeer(readings, network);
    row(`the best peer: ${best?.name}`, network, 64, best?.perSecond, GOALS.ofPeers[network]);
  }
  return table(['JSON, answers a second', 'times as many', 'goal', '', 'with 2 api processes'], rows);
}

function count(connections: Connections): string {
  return connections === 1 ? '1 connection' : `${connections} connections`;
}

function bestPeer(readings: readonly Reading[], network: NetworkName): { name: string; perSecond: number } | undefined {
  const names = new Set(
    readings.filter(({ candidate }) => candidate.role === 'peer').map(({ candidate }) => candidate.name),
  );
  const peers = [...names].map((name) => ({
    name,
    perSecond: cellOf(readings, name, 'json', network, 64)?.perSecond ?? 0,
  }));
  return peers.sort((a, b) => b.perSecond - a.perSecond)[0];
}

function training({ readings, training: during }: Results): string {
  const rows = NETWORKS.flatMap((network) =>
    CONNECTIONS.map((connections) => {
      const cells = [readings, during].map((all) => cellOf(all, OURS, 'json', network, connections));
      const [idle, busy] = cells as [Cell | undefined, Cell | undefined];
      const times = (busy?.p99 ?? Number.NaN) / (idle?.p99 ?? Number.NaN);
      const verdict = times <= GOALS.trainingP99 ? '**reached**' : 'missed';
      return [`${network.toUpperCase()}, ${connections}`, shown(idle), shown(busy), times.toFixed(2), verdict];
    }),
  );
  const header = [
    'JSON',
    'otherwise idle',
    'while a CNN is trained',
    'p99, times',
    `goal: at most ${GOALS.trainingP99}`,
  ];
  return table(header, rows);
}

function cold({ coldMs }: Results): string {
  const rows = [...coldMs].map(([network, times]) => [
    network.toUpperCase(),
    ...[0.5, 1].map((share) => `${quantile(times, share).toFixed(0)} ms`),
    Math.max(...times) < GOALS.coldMs ? '**reached**' : 'missed',
  ]);
  return table(
    ['first request to a version that is not loaded', 'median', 'longest', `goal: under ${GOALS.coldMs} ms`],
    rows,
  );
}

function errors({ readings, training: during }: Results): string[] {
  const all = [...readings, ...during].filter(({ figures: { errors: count } }) => count > 0);
  if (all.length === 0) return ['- No request of any candidate failed.'];
  const totals = new Map<Candidate['name'], number>();
  for (const {
    candidate,
    figures: { errors: count },
  } of all)
    totals.set(candidate.name, (totals.get(candidate.name) ?? 0) + count);
  return [...totals].map(([name, count]) => `- ${name}: ${count} requests were not answered, or not with 200.`);
}

function cellOf(
  readings: readonly Reading[],
  name: string,
  form: Form,
  network: NetworkName,
  connections: Connections,
): Cell | undefined {
  const found = readings
    .filter((reading) => reading.candidate.name === name && reading.form === form)
    .filter((reading) => reading.network === network && reading.connections === connections)
    .map(({ figures: each }) => each);
  if (found.length === 0) return undefined;
  const median = (part: 'perSecond' | 'p50' | 'p99' | 'errors'): number =>
    quantile(
      found.map((each: LoadFigures) => each[part]),
      0.5,
    );
  return { perSecond: median('perSecond'), p50: median('p50'), p99: median('p99'), errors: median('errors') };
}

function round(value: number): string {
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 2);
  return (Math.round(value / digits) * digits).toLocaleString('en');
}
