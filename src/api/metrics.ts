/** What Prometheus reads: requests by route and status, jobs by state, and the processes themselves; of all processes of this api. */
import type { FastifyInstance } from 'fastify';
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { JOB_KINDS, type Jobs } from '../queue/index.ts';
import { METRICS_TOPIC } from './processes/metrics-keeper.ts';
import type { Siblings } from './processes/siblings.ts';

export interface Metrics {
  readonly contentType: string;
  collect(): Promise<string>;
}

/** Metrics that each process has of its own, to be added up, and those that are the same whoever tells them. */
export interface MetricRegisters {
  readonly ofProcess: Registry;
  readonly ofApi?: Registry;
}

export interface MetricSources {
  readonly jobs: Jobs;
  /** What else is told. */
  readonly others: readonly MetricRegisters[];
  readonly siblings: Siblings;
}

const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Measures every request of the app; of its own, so that several apps may live in one process. */
export function measure(app: FastifyInstance, { jobs, others, siblings }: MetricSources): Metrics {
  const [register, ofJobs] = [new Registry(), new Registry()];
  collectDefaultMetrics({ register, prefix: 'epochd_' });
  // prom-client leaves it out of a sum; the earliest is when the api began.
  Object.assign(register.getSingleMetric('epochd_process_start_time_seconds') ?? {}, { aggregator: 'min' });
  const duration = new Histogram({
    name: 'epochd_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [register],
  });
  new Gauge({
    name: 'epochd_jobs',
    help: 'Jobs in the lines, by their kind and their state in BullMQ.',
    labelNames: ['kind', 'state'],
    registers: [ofJobs],
    async collect() {
      this.reset();
      // Without Redis the other metrics are worth all the more.
      for (const kind of JOB_KINDS) {
        const counts = await jobs.counts(kind).catch(() => ({}));
        for (const [state, count] of Object.entries(counts)) this.set({ kind, state }, count);
      }
    },
  });
  new Counter({
    name: 'epochd_webhook_attempts_total',
    help: 'Attempts to send a webhook, by what came of them.',
    labelNames: ['outcome'],
    registers: [ofJobs],
    async collect() {
      this.reset();
      const counts = await jobs.deliveries.outcomes().catch(() => ({}));
      for (const [outcome, count] of Object.entries(counts)) this.inc({ outcome }, count);
    },
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
  const ofProcess = Registry.merge([register, ...others.map((each) => each.ofProcess)]);
  const ofApi = Registry.merge([ofJobs, ...others.flatMap((each) => each.ofApi ?? [])]);
  const all = Registry.merge([ofProcess, ofApi]);
  return {
    contentType: all.contentType,
    collect: siblings.count === 1 ? () => all.metrics() : collectFromAll({ ofProcess, ofApi }, siblings),
  };
}

/** @returns adds up what each process tells; one that does not answer is told, by what it had counted before. */
function collectFromAll({ ofProcess, ofApi }: Required<MetricRegisters>, siblings: Siblings): () => Promise<string> {
  const processes = new Gauge({
    name: 'epochd_api_processes',
    help: 'Processes of this api, by whether they answered for these metrics.',
    labelNames: ['state'],
    registers: [ofApi],
  });
  const askAll = siblings.share(METRICS_TOPIC, () => ofProcess.getMetricsAsJSON(), { kept: true });
  return async () => {
    const { answers, silent } = await askAll(undefined);
    processes.set({ state: 'answered' }, siblings.count - silent);
    processes.set({ state: 'silent' }, silent);
    return Registry.merge([AggregatorRegistry.aggregate([...answers]), ofApi]).metrics();
  };
}
