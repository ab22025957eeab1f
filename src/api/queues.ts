/**
 * Bull Board at `/queues`: the lines of jobs as BullMQ sees them. It only reads: our own routes change jobs, since a job's
 * state is more than its place in the line.
 */
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { FastifyInstance } from 'fastify';
import type { JobQueue, WebhookLine } from '../queue/index.ts';
import { publicMessage, toAppError } from './problem.ts';

export async function showQueues(app: FastifyInstance, queues: readonly (JobQueue | WebhookLine)[]): Promise<void> {
  const adapter = new FastifyAdapter();
  adapter.setBasePath('/queues');
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'epochd' } },
  });
  // The board's own handler turns every refusal (no key, too many requests) into a 500, with what the error says.
  adapter.setErrorHandler((error) => {
    const known = toAppError(error);
    return { status: known.status as 500, body: { error: publicMessage(known) } };
  });
  await app.register(adapter.registerPlugin(), { prefix: '/queues' });
}
