/** What Prometheus reads: requests by route and status, jobs by state, and the process itself. */
import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { JOB_KINDS, type Jobs } from '../queue/index.ts';

export interface Metrics {
  readonly contentType: string;
  collect(): Promise<string>;
}

const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/**
 * Measures every request of the app; of its own, so that several apps may live in one process.
 * @param others what else is told.
 */
export function measure(app: FastifyInstance, jobs: Jobs, others: readonly Registry[]): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register, prefix: 'epochd_' });
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
    registers: [register],
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
    registers: [register],
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
  const all = Registry.merge([register, ...others]);
  return { contentType: all.contentType, collect: () => all.metrics() };
}
