/** Webhooks: what they were told, telling it again, a test of a receiver, and the secret that receivers verify with. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { v7 as uuid } from 'uuid';
import { AppError } from '../../errors.ts';
import { WebhookUrl } from '../../models/specification/index.ts';
import type { PrivateHosts } from '../../private-hosts.ts';
import type { Jobs } from '../../queue/index.ts';
import { requireEndpoint } from '../../submission/index.ts';
import { DeliveryView, isSuccess, type Sender, viewOf, type WebhookSecrets } from '../../webhooks/index.ts';
import { failures } from '../responses.ts';
import { JobParameters } from './jobs.ts';

export interface WebhookRoutesOptions {
  readonly jobs: Jobs;
  readonly sender: Sender;
  readonly secrets: WebhookSecrets;
  readonly hosts: PrivateHosts;
}

/** Each makes this service send something to where a client says. */
const TESTS_PER_MINUTE_MAX = 20;

const DeliveryParameters = Type.Object({
  ...JobParameters.properties,
  delivery: Type.String({ maxLength: 128, description: 'its id, the header webhook-id' }),
});
const Test = Type.Object({ url: WebhookUrl }, { additionalProperties: false });
const TestResult = Type.Object({
  delivered: Type.Boolean({ description: 'whether the status is one of success' }),
  status: Type.Union([Type.Integer(), Type.Null()]),
  error: Type.Union([Type.String({ description: 'why nothing was answered' }), Type.Null()]),
  durationMs: Type.Integer({ minimum: 0 }),
});

export const webhookRoutes: FastifyPluginAsyncTypebox<WebhookRoutesOptions> = async (app, options) => {
  const { jobs, sender, secrets, hosts } = options;

  app.get(
    '/v1/jobs/:id/deliveries',
    {
      schema: {
        tags: ['webhooks'],
        summary: 'What the webhook of a job was told',
        description: 'Oldest first, each with its newest attempts. Kept as long as the job.',
        params: JobParameters,
        response: { 200: Type.Object({ data: Type.Array(DeliveryView) }), ...failures(404, 503) },
      },
    },
    async ({ params }) => ({ data: (await jobs.deliveries.list(params.id)).map(viewOf) }),
  );

  app.post(
    '/v1/jobs/:id/deliveries/:delivery/retry',
    {
      schema: {
        tags: ['webhooks'],
        summary: 'Send a webhook again, at once',
        description:
          'The same message under the same id, whatever became of it so far. The answer does not wait for it.',
        params: DeliveryParameters,
        response: { 202: DeliveryView, ...failures(404, 503) },
      },
    },
    async ({ params }, reply) => reply.code(202).send(viewOf(await jobs.deliveries.retry(params.id, params.delivery))),
  );

  app.post(
    '/v1/webhooks/test',
    {
      config: { rateLimit: { max: TESTS_PER_MINUTE_MAX, timeWindow: '1 minute', groupId: 'webhook tests' } },
      schema: {
        tags: ['webhooks'],
        summary: 'Send a test to a receiver',
        description: 'A signed `webhook.test`, once. Answers with what the receiver answered.',
        body: Test,
        response: { 200: TestResult, ...failures(400, 429) },
      },
    },
    async ({ body: { url } }, reply) => {
      requireEndpoint(url, '/url', hosts);
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const payload = { type: 'webhook.test', timestamp: new Date().toISOString(), data: {} };
      const message = { id: `msg_${uuid()}_test`, url, body: JSON.stringify(payload) };
      const { status, error, durationMs } = await sender.send(message, gone.signal);
      return { delivered: isSuccess(status), status, error, durationMs };
    },
  );

  app.get(
    '/v1/webhooks/secret',
    {
      schema: {
        tags: ['webhooks'],
        summary: 'The secret that receivers verify with',
        description:
          'The one that was made at the first start. Where WEBHOOK_SECRETS is set, whoever set it tells it: 404.',
        response: { 200: Type.Object({ secret: Type.String() }), ...failures(404) },
      },
    },
    async (_request, reply) => {
      if (secrets.made === undefined)
        throw new AppError(
          'ERR_NOT_FOUND',
          'Expected a secret that was made here. Received: those of WEBHOOK_SECRETS.',
        );
      return reply.header('cache-control', 'no-store').send({ secret: secrets.made });
    },
  );
};
