/**
 * The events of a job: as server-sent events while they come, resumable by `Last-Event-ID`, or as a list of those so far.
 * A stream reads the log at the pace of its client, so that a slow one costs no memory.
 */
import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../../errors.ts';
import { isEventId, JobEvent, type Jobs } from '../../queue/index.ts';
import { failures } from '../responses.ts';
import { JobParameters } from './jobs.ts';

const EventHeaders = Type.Object({ 'last-event-id': Type.Optional(Type.String({ maxLength: 64 })) });
const EventAnswer = {
  description: 'The events, one after the other',
  content: {
    'text/event-stream': { schema: Type.Unsafe<Readable>(Type.String()) },
    'application/json': { schema: Type.Object({ data: Type.Array(JobEvent) }) },
  },
};
/** A stream lasts as long as its job. Fastify counts until the end of an answer, and has no other word for never. */
const STREAM_TIMEOUT_MS = 2 ** 31 - 1;
const HEARTBEAT = ': heartbeat\n\n';

export const jobEventRoutes: FastifyPluginAsyncTypebox<{ jobs: Jobs }> = async (app, { jobs }) => {
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());

  app.get(
    '/v1/jobs/:id/events',
    {
      handlerTimeout: STREAM_TIMEOUT_MS,
      schema: {
        tags: ['jobs'],
        summary: 'What happens to a job, as it happens',
        description:
          'A stream of server-sent events that ends with the job; with `Accept: application/json` the list so far. ' +
          'After a `Last-Event-ID` beyond the newest event, as of a log that was lost, they come from the first one again.',
        params: JobParameters,
        headers: EventHeaders,
        response: { 200: EventAnswer, ...failures(400, 404, 503) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const after = positionOf(request.headers['last-event-id']);
      if (request.headers.accept?.includes('application/json')) return { data: await jobs.events(id, after) };
      await jobs.get(id);
      const gone = new AbortController();
      reply.raw.on('close', () => gone.abort());
      const lines = serialize(jobs.follow(id, after, AbortSignal.any([gone.signal, closing.signal])));
      reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no').type('text/event-stream');
      // One message at a time: the next is read when the client has taken this one.
      return reply.send(Readable.from(lines, { objectMode: false, highWaterMark: 1 }));
    },
  );
};

function positionOf(lastEventId: string | undefined): string | undefined {
  if (lastEventId === undefined || isEventId(lastEventId)) return lastEventId;
  const detail = `Expected the id of an event. Received: "${lastEventId}".`;
  throw new AppError('ERR_VALIDATION', detail, { problems: [{ pointer: '/headers/last-event-id', detail }] });
}

async function* serialize(events: AsyncGenerator<JobEvent | undefined>): AsyncGenerator<string> {
  yield 'retry: 1000\n\n';
  for await (const event of events) {
    yield event ? `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n` : HEARTBEAT;
  }
}
