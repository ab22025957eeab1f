/** Bodies of the prediction protocols, as bytes: what they are, their own headers or they themselves tell. */
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../errors.ts';

export function readBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, ({ headers }, body, done) => {
    const encoding = headers['content-encoding'] ?? 'identity';
    if (encoding === 'identity') done(null, body);
    else
      done(
        new AppError('ERR_MEDIA_TYPE', `Expected a body that is not compressed. Received: ${encoding.slice(0, 40)}.`),
      );
  });
}

/** A prediction is bounded by its caller's time; Fastify's limit makes and aborts a controller for each request. */
export function leaveTimeToCallers(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    delete route.handlerTimeout;
  });
}
