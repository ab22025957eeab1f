/** What in an input a prediction rests on: the bodies of predictions, answered with attributions or a heat map. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { attributionKind, type RawBody } from '../../data/index.ts';
import { AppError } from '../../errors.ts';
import {
  bareType,
  EXPLAINED_MAX,
  EXPLAINED_OUTPUTS,
  EXPLANATION_METHODS,
  EXPLANATION_STEPS_MAX,
  type Explainer,
  type ExplanationWish,
  type Predictor,
} from '../../prediction/index.ts';
import type { Manifest } from '../../registry/index.ts';
import { isObject, show } from '../../schema-words.ts';
import { callerOf, VERSION_HEADER } from '../caller.ts';
import { sendList } from '../json-list.ts';
import { leaveTimeToCallers, readBytes } from '../protocols/body.ts';
import { parseJson } from '../protocols/json.ts';
import { instancesOf } from '../protocols/tf-serving/instances.ts';
import { type PathParameters, referenceOf, TARGETS } from '../protocols/tf-serving/paths.ts';
import { failures } from '../responses.ts';
import { compileSchema } from '../validation.ts';

export interface ExplanationRoutesOptions {
  readonly predictor: Pick<Predictor, 'find' | 'takes'>;
  readonly explainer: Explainer;
  readonly bodyBytesMax: number;
  readonly ratePerMinuteMax: number;
  readonly timeoutMsMax: number;
}

/** What is parsed while others wait. */
const JSON_BYTES_MAX = 1024 * 1024;
const FILES = /^(?:image\/|audio\/|text\/csv$)/;
const PLAIN_TEXT = 'text/plain';
const PNG = 'image/png';
const SIDE_MAX = 4096;
const NOTHING = Buffer.alloc(0);

const OPTIONS = {
  method: Type.Optional(Type.Enum([...EXPLANATION_METHODS], { default: 'integratedGradients' })),
  output: Type.Optional(
    Type.Enum([...EXPLAINED_OUTPUTS], { description: 'of what ends in probabilities. Default: probability' }),
  ),
  target: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'a label, or the name of a number. Default: the likeliest',
    }),
  ),
  steps: Type.Optional(
    Type.Integer({
      ...{ minimum: 1, maximum: EXPLANATION_STEPS_MAX, default: 32 },
      description: 'of the integral; doubled until the attributions sum to the difference',
    }),
  ),
  patch: Type.Optional(
    Type.Integer({ minimum: 1, maximum: SIDE_MAX, description: 'occluded together: pixels of a side, tokens, steps' }),
  ),
  stride: Type.Optional(
    Type.Integer({ minimum: 1, maximum: SIDE_MAX, description: 'from one patch to the next. Default: half a patch' }),
  ),
};
const BASELINE = 'what the input is compared with: a name that the kind of data has';

const Query = Type.Object(
  {
    ...OPTIONS,
    baseline: Type.Optional(Type.String({ minLength: 1, maxLength: 256, description: BASELINE })),
    format: Type.Optional(Type.Enum(['json', 'png'], { description: 'Default: what `Accept` says' })),
  },
  { additionalProperties: false },
);

const Body = Type.Object(
  {
    instances: Type.Array(Type.Unknown(), { minItems: 1, maxItems: EXPLAINED_MAX }),
    ...OPTIONS,
    baseline: Type.Optional(Type.Unknown({ description: `${BASELINE}, or an instance` })),
  },
  { additionalProperties: false },
);
const checkBody = compileSchema({ schema: Body, httpPart: 'body' });

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
    const read = isFile(manifest, mediaType)
      ? { body: { bytes: body, mediaType, countMax: EXPLAINED_MAX }, wish: asked }
      : readJson(manifest, body, asked);
    if (format === 'png') expectPicture(manifest, read.body);
    const explanations = await explainer.explain(manifest, read.body, read.wish, caller);
    if (format === 'json')
      return sendList(
        reply,
        'explanations',
        explanations.map(({ told }) => told),
      );
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

function readJson(
  manifest: Manifest,
  bytes: Buffer,
  query: ExplanationWish,
): { readonly body: RawBody; readonly wish: ExplanationWish } {
  if (bytes.length > JSON_BYTES_MAX) {
    const detail = `Expected JSON of at most ${JSON_BYTES_MAX} bytes; a file may have more. Received: ${bytes.length}.`;
    throw new AppError('ERR_TOO_LARGE', detail);
  }
  const parsed = parseJson(bytes);
  if (isObject(parsed)) refuseTwice(parsed, query);
  const { error } = checkBody(parsed);
  if (error) throw error;
  const { instances, ...wish } = parsed as Static<typeof Body>;
  return {
    body: { instances: instancesOf(manifest, { form: 'instances', value: instances }) as unknown[] },
    wish: { ...wish, ...query },
  };
}

function refuseTwice(body: Readonly<Record<string, unknown>>, query: ExplanationWish): void {
  const name = Object.keys(query).find((key) => Object.hasOwn(body, key));
  if (name === undefined) return;
  const detail = `Expected "${name}" in the body or in the query. Received: ${show(body[name])} and another in the query.`;
  throw new AppError('ERR_VALIDATION', `/${name}: ${detail}`, { problems: [{ pointer: `/${name}`, detail }] });
}

function acceptsPng(accept = ''): boolean {
  return accept.split(',').some((each) => bareType(each) === PNG);
}

/** Before anything is computed. */
function expectPicture({ preprocessing }: Manifest, body: RawBody): void {
  if (!attributionKind(preprocessing).backdrop)
    throw new AppError('ERR_EXPLANATION', 'Expected a model of pictures or sounds for a heat map. Received: another.');
  if (!('instances' in body) || body.instances.length === 1) return;
  throw new AppError('ERR_EXPLANATION', `Expected one instance for a heat map. Received: ${body.instances.length}.`);
}
