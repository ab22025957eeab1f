/**
 * Predictions: TensorFlow Serving's row format in JSON, in its own error shape, and files (pictures, sounds, texts, tables)
 * with our labels and numbers. A plugin that stands alone, so that a process can serve nothing else.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static, type TObject } from 'typebox';
import { bareType, type Predictor } from '../../prediction/index.ts';
import type { ModelReference } from '../../registry/index.ts';
import { callerOf } from '../caller.ts';
import { sendList } from '../json-list.ts';
import { logged, publicMessage, sendProblem } from '../problem.ts';

/** Anything else is read as JSON, whatever the header says, as TensorFlow Serving does: `curl -d` calls it a form. */
const FILES = /^(?:image\/|audio\/|text\/csv\s*(?:;|$))/i;
/** JSON too, but for a model that takes texts. */
const PLAIN_TEXT = 'text/plain';
const NOTHING = Buffer.alloc(0);

const ModelName = Type.String({ maxLength: 64 });
const NewestParameters = Type.Object({ model: ModelName });
const VersionParameters = Type.Object({ model: ModelName, version: Type.Integer({ minimum: 1 }) });
const AliasParameters = Type.Object({ model: ModelName, alias: Type.String({ maxLength: 64 }) });
const AnswerParts = Type.Object(
  {
    top: Type.Optional(
      Type.Integer({ minimum: 1, description: 'of a file: how many of the likeliest labels are told' }),
    ),
    threshold: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'of a file: above which probability one of several labels is told',
      }),
    ),
  },
  { additionalProperties: false },
);
const Predictions = Type.Object({ predictions: Type.Array(Type.Unknown()) });

export interface PredictionRoutesOptions {
  readonly predictor: Predictor;
  readonly bodyBytesMax: number;
  readonly ratePerMinuteMax: number;
  readonly timeoutMsMax: number;
}

interface PredictionRequest {
  readonly Params: ModelReference;
  readonly Body: Buffer | undefined;
  readonly Querystring: Static<typeof AnswerParts>;
}

export async function predictionRoutes(
  app: FastifyInstance,
  { predictor, bodyBytesMax, ratePerMinuteMax, timeoutMsMax }: PredictionRoutesOptions,
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler(sendInProtocol);
  // A prediction is bounded by its caller's time; Fastify's limit makes and aborts a controller for each request.
  app.addHook('onRoute', (route) => {
    delete route.handlerTimeout;
  });

  const options = (params: TObject) => ({
    bodyLimit: bodyBytesMax,
    config: { rateLimit: { max: ratePerMinuteMax, timeWindow: '1 minute', groupId: 'predictions' } },
    schema: {
      tags: ['predictions'],
      summary: 'Predict',
      description:
        'JSON `{"instances":[…]}` gives outputs in TensorFlow Serving\'s row format; a file gives labels or numbers.',
      params,
      querystring: AnswerParts,
      response: { 200: Predictions },
    },
  });
  const answer = async (request: FastifyRequest<PredictionRequest>, reply: FastifyReply) => {
    const { params, body = NOTHING, headers } = request;
    const mediaType = bareType(headers['content-type'] ?? '');
    const caller = callerOf(request, timeoutMsMax);
    const isText = mediaType === PLAIN_TEXT && (await predictor.takes(params, mediaType));
    const predictions =
      isText || FILES.test(mediaType)
        ? await predictor.predictFile(params, body, mediaType, { ...caller, ...request.query })
        : await predictor.predictInstances(params, body, caller);
    return sendList(reply, 'predictions', predictions);
  };
  app.post<PredictionRequest>('/v1/models/:model([^/:]+)::predict', options(NewestParameters), answer);
  app.post<PredictionRequest>(
    '/v1/models/:model([^/:]+)/versions/:version(\\d+)::predict',
    options(VersionParameters),
    answer,
  );
  app.post<PredictionRequest>(
    '/v1/models/:model([^/:]+)/labels/:alias([^/:]+)::predict',
    options(AliasParameters),
    answer,
  );
}

/** TensorFlow Serving's clients read `error`; who sent a file is ours and reads problem details. */
function sendInProtocol(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (FILES.test(request.headers['content-type'] ?? '')) return sendProblem(error, request, reply);
  const known = logged(error, request);
  if (known.status === 503 || known.status === 429) reply.header('retry-after', 1);
  return reply.code(known.status).send({ error: publicMessage(known) });
}
