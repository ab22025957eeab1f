/** The service about itself: whether it lives, whether it is ready, and its metrics for Prometheus. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Jobs } from '../../queue/index.ts';
import { VERSION } from '../../version.ts';
import type { Metrics } from '../metrics.ts';
import { failures } from '../responses.ts';

const Status = Type.Object({ status: Type.Literal('ok') });
const Life = Type.Object({ status: Type.Literal('ok'), version: Type.String({ description: 'of the service' }) });

export const serviceRoutes: FastifyPluginAsyncTypebox<{ jobs: Jobs; metrics: Metrics }> = async (
  app,
  { jobs, metrics },
) => {
  app.get(
    '/health/live',
    {
      config: { isOpen: true, rateLimit: false },
      schema: { tags: ['service'], summary: 'Whether the process lives', response: { 200: Life } },
    },
    async () => ({ status: 'ok' as const, version: VERSION }),
  );

  app.get(
    '/health/ready',
    {
      config: { isOpen: true, rateLimit: false },
      schema: {
        tags: ['service'],
        summary: 'Whether it can take requests: Redis answers',
        response: { 200: Status, ...failures(503) },
      },
    },
    async () => {
      await jobs.ping();
      return { status: 'ok' as const };
    },
  );

  app.get(
    '/metrics',
    { schema: { tags: ['service'], summary: 'Metrics for Prometheus', produces: ['text/plain'] } },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.collect()),
  );
};
