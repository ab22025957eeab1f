/** Drift as Prometheus reads it: the columns that changed most, of the versions that the processes of this api predict with. */
import { Counter, Gauge, Registry } from 'prom-client';
import { type DriftWatch, reportDrift } from '../prediction/index.ts';
import type { Manifest, VersionReference, Registry as Versions } from '../registry/index.ts';
import type { MetricRegisters } from './metrics.ts';
import type { Siblings } from './processes/siblings.ts';

/** Of one version, so that a table of many columns does not become as many series. */
const COLUMNS_MAX = 20;
/** However often it is asked for: the store is read for it. */
const BELIEVED_MS = 15_000;

interface DriftSeries {
  readonly labels: { readonly model: string; readonly version: string; readonly column: string };
  readonly psi: number;
}

/** Columns that have a verdict, over the last hour; outputs are called `output:label`. */
export function createDriftMetrics(
  drift: DriftWatch,
  versions: Pick<Versions, 'manifest'>,
  siblings: Siblings,
): MetricRegisters {
  const [ofProcess, ofApi] = [new Registry(), new Registry()];
  const askAll = siblings.share('watched', (): VersionReference[] =>
    drift.watched().map(({ manifest: { model, version } }) => ({ model, version })),
  );
  let known: { readonly at: number; readonly series: Promise<DriftSeries[]> } | undefined;

  function series(): Promise<DriftSeries[]> {
    if (!known || performance.now() - known.at > BELIEVED_MS)
      known = { at: performance.now(), series: watchedAnywhere().then((manifests) => readSeries(drift, manifests)) };
    return known.series;
  }

  /** What the others watch is looked up. */
  async function watchedAnywhere(): Promise<Manifest[]> {
    const own = drift.watched().map(({ manifest }) => manifest);
    const all = new Map(own.map((manifest) => [keyOf(manifest), manifest]));
    const [, ...others] = (await askAll(undefined)).answers;
    for (const version of others.flat()) {
      const manifest = all.has(keyOf(version)) ? undefined : await versions.manifest(version).catch(() => undefined);
      if (manifest) all.set(keyOf(manifest), manifest);
    }
    return [...all.values()];
  }

  new Gauge({
    name: 'epochd_drift_psi',
    help: 'Population stability index of the last hour against training, of the columns that changed most.',
    labelNames: ['model', 'version', 'column'],
    registers: [ofApi],
    async collect() {
      this.reset();
      for (const { labels, psi } of await series()) this.set(labels, psi);
    },
  });
  const totals = [
    { name: 'epochd_predictions_watched_total', help: 'Instances that were compared with training.', of: 'instances' },
    { name: 'epochd_predictions_novel_total', help: 'Of them, more unusual than 99 % of training rows.', of: 'novel' },
  ] as const;
  for (const { name, help, of } of totals) {
    new Counter({
      ...{ name, help, labelNames: ['model', 'version'], registers: [ofProcess] },
      collect() {
        this.reset();
        for (const { manifest, ...counts } of drift.watched())
          this.inc({ model: manifest.model, version: String(manifest.version) }, counts[of]);
      },
    });
  }
  return { ofProcess, ofApi };
}

function keyOf({ model, version }: VersionReference): string {
  return `${model}@${version}`;
}

/** What cannot be read is left out: the other metrics are worth all the more. */
async function readSeries(drift: DriftWatch, manifests: readonly Manifest[]): Promise<DriftSeries[]> {
  const all: DriftSeries[] = [];
  for (const manifest of manifests) {
    const report = await reportDrift(drift, manifest, 'hour').catch(() => undefined);
    if (!report) continue;
    const { model, version, columns, outputs } = report;
    const named = [...outputs.map((output) => ({ ...output, name: `output:${output.name}` })), ...columns];
    const told = named.filter(({ verdict }) => verdict !== 'tooFew').sort((a, b) => (b.psi ?? 0) - (a.psi ?? 0));
    for (const { name, psi } of told.slice(0, COLUMNS_MAX))
      all.push({ labels: { model, version: String(version), column: name }, psi: psi ?? 0 });
  }
  return all;
}
