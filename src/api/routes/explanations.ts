/** What in an input a prediction rests on: the bodies of predictions, answered with attributions or a heat map. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { AppError } from '../../errors.ts';
import {
  BASELINE_WORDS,
  bareType,
  EXPLANATION_OPTIONS,
  type Explainer,
  type Predictor,
} from '../../prediction/index.ts';
import type { Manifest } from '../../registry/index.ts';
import { callerOf, VERSION_HEADER } from '../caller.ts';
import { sendPieces } from '../json-pieces.ts';
import { leaveTimeToCallers, readBytes } from '../protocols/body.ts';
import { type PathParameters, referenceOf, TARGETS } from '../protocols/tf-serving/paths.ts';
import { failures } from '../responses.ts';

export interface ExplanationRoutesOptions {
  readonly predictor: Pick<Predictor, 'find' | 'takes'>;
  readonly explainer: Explainer;
  readonly bodyBytesMax: number;
  readonly ratePerMinuteMax: number;
  readonly timeoutMsMax: number;
}

/** Sixteen instances hardly have more. */
const JSON_BYTES_MAX = 1024 * 1024;
const FILES = /^(?:image\/|audio\/|text\/csv$)/;
const PLAIN_TEXT = 'text/plain';
const PNG = 'image/png';
const NOTHING = Buffer.alloc(0);

const Query = Type.Object(
  {
    ...EXPLANATION_OPTIONS,
    baseline: Type.Optional(Type.String({ minLength: 1, maxLength: 256, description: BASELINE_WORDS })),
    format: Type.Optional(Type.Enum(['json', 'png'], { description: 'Default: what `Accept` says' })),
  },
  { additionalProperties: false },
);

interface ExplanationRequest {
  readonly Params: PathParameters;
  readonly Body: Buffer | undefined;
  readonly Querystring: Static<typeof Query>;
}

export async function explanationRoutes(
  app: FastifyInstance,
  { predictor, explainer, bodyBytesMax, ratePerMinuteMax, timeoutMsMax }: ExplanationRoutesOptions,
): Promise<void> {
  readBytes(app);
  leaveTimeToCallers(app);

  async function explain(request: FastifyRequest<ExplanationRequest>, reply: FastifyReply): Promise<FastifyReply> {
    const { params, body = NOTHING, headers, query } = request;
    const { format = acceptsPng(headers.accept) ? 'png' : 'json', ...asked } = query;
    const reference = referenceOf(params);
    const caller = callerOf(request, reference, timeoutMsMax);
    const manifest = await predictor.find(reference, caller.routingKey);
    reply.header(VERSION_HEADER, manifest.version);
    const mediaType = bareType(headers['content-type'] ?? '');
    const isOfFile = isFile(manifest, mediaType);
    if (!isOfFile) expectSmall(body);
    const explained = { wish: asked, heatMap: format === 'png', ...(isOfFile && { mediaType }) };
    const explanations = await explainer.explain(manifest, body, explained, caller);
    if (format === 'json') return sendPieces(reply, { explanations: explanations.map(({ told }) => told) });
    return reply.type(PNG).send(await explanations[0]?.heatMap?.());
  }

  function isFile(manifest: Manifest, mediaType: string): boolean {
    if (!FILES.test(mediaType) && mediaType !== PLAIN_TEXT) return false;
    if (predictor.takes(manifest, mediaType)) return true;
    // As in predictions, a text is JSON for a model that takes none.
    if (mediaType === PLAIN_TEXT) return false;
    throw new AppError('ERR_MEDIA_TYPE', `Expected a file that this model predicts, or JSON. Received: ${mediaType}.`);
  }

  const limited = { rateLimit: { max: ratePerMinuteMax, timeWindow: '1 minute', groupId: 'predictions' } };
  for (const { path, params } of TARGETS) {
    const schema = {
      ...{ tags: ['predictions'], summary: 'Explain', description: DESCRIPTION, params, querystring: Query },
      response: { 200: Answer, ...failures(400, 404, 413, 415, 422, 429, 503, 504) },
    };
    app.post<ExplanationRequest>(
      `/v1/models${path}::explain`,
      { bodyLimit: bodyBytesMax, config: limited, schema },
      explain,
    );
  }
}

const DESCRIPTION =
  'What in an input the answer rests on, by integrated gradients or occlusion. The body is that of a prediction: JSON with ' +
  '`instances` and these options, or a file with the options in the query. A picture or a sound is answered with a heat map for ' +
  '`Accept: image/png`.';

const Explained = Type.Object(
  {
    prediction: Type.Unknown({ description: 'as for a file' }),
    target: Type.String(),
    output: Type.String(),
    method: Type.String(),
    baseline: Type.String(),
    outputs: Type.Object({ input: Type.Number(), baseline: Type.Number() }),
    sum: Type.Number({ description: 'of the attributions' }),
    delta: Type.Optional(Type.Number({ description: 'the difference of the outputs, less the sum' })),
    complete: Type.Optional(Type.Boolean({ description: 'whether delta is small' })),
  },
  {
    additionalProperties: true,
    description: 'with `attributions`, `columns` or `tokens`, as the kind of data has them',
  },
);
const Answer = Type.Object({ explanations: Type.Array(Explained) });

function expectSmall({ length }: Buffer): void {
  if (length <= JSON_BYTES_MAX) return;
  const detail = `Expected JSON of at most ${JSON_BYTES_MAX} bytes; a file may have more. Received: ${length}.`;
  throw new AppError('ERR_TOO_LARGE', detail);
}

function acceptsPng(accept = ''): boolean {
  return accept.split(',').some((each) => bareType(each) === PNG);
}
