/**
 * TensorFlow Serving's REST protocol, to the letter: predict, classify, regress, metadata, status by label, its errors. Files
 * (pictures, sounds, texts, tables) may be sent to `predict` too: they are answered with our labels and numbers, and our errors.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static, type TObject } from 'typebox';
import { AppError } from '../../../errors.ts';
import { bareType, type Caller, type Predictor, type Readings, readServingBody } from '../../../prediction/index.ts';
import type { Manifest, ModelReference } from '../../../registry/index.ts';
import { callerOf, VERSION_HEADER } from '../../caller.ts';
import { sendPieces } from '../../json-pieces.ts';
import { sendProblem } from '../../problem.ts';
import { sendError, sendJson } from '../answers.ts';
import { leaveTimeToCallers, readBytes } from '../body.ts';
import { metadataOf } from './metadata.ts';
import { type PathParameters, referenceOf, TARGETS } from './paths.ts';
import { statusOf } from './status.ts';

/** Anything else is read as JSON, whatever the header says, as TensorFlow Serving does: `curl -d` calls it a form. */
const FILES = /^(?:image\/|audio\/|text\/csv\s*(?:;|$))/i;
/** JSON too, but for a model that takes texts. */
const PLAIN_TEXT = 'text/plain';
const NOTHING = Buffer.alloc(0);
const READ_AT_ONCE_BYTES = 16_384;

export interface TfServingOptions {
  readonly predictor: Predictor;
  readonly bodyBytesMax: number;
  readonly ratePerMinuteMax: number;
  readonly timeoutMsMax: number;
}

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
    contract: Type.Optional(
      Type.Enum(['true', 'false'], {
        description: 'true: what training never saw is told in `warnings` and `novelty`',
      }),
    ),
  },
  { additionalProperties: false },
);

interface PredictionRequest {
  readonly Params: PathParameters;
  readonly Body: Buffer | undefined;
  readonly Querystring: Static<typeof AnswerParts>;
}

type Asked = FastifyRequest<PredictionRequest>;

/** Register it under `/v1/models`. */
export async function tfServingRoutes(
  app: FastifyInstance,
  { predictor, bodyBytesMax, ratePerMinuteMax, timeoutMsMax }: TfServingOptions,
): Promise<void> {
  readBytes(app);
  leaveTimeToCallers(app);
  app.setErrorHandler(sendInProtocol);
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request) => {
    throw new AppError('ERR_MALFORMED', `Malformed request: ${request.method} ${request.originalUrl.slice(0, 200)}`);
  });

  /** Finds the version that answers, and says which. */
  async function versionFor(caller: Caller, reference: ModelReference, reply: FastifyReply): Promise<Manifest> {
    const manifest = await predictor.find(reference, caller.routingKey);
    reply.header(VERSION_HEADER, manifest.version);
    return manifest;
  }

  async function predict(asking: Asked, reply: FastifyReply): Promise<FastifyReply> {
    const { params, body = NOTHING, headers, query } = asking;
    const reference = referenceOf(params);
    const mediaType = bareType(headers['content-type'] ?? '');
    const contract = query.contract === 'true';
    const caller = callerOf(asking, reference, timeoutMsMax);
    const manifest = await versionFor(caller, reference, reply);
    const isText = mediaType === PLAIN_TEXT && predictor.takes(manifest, mediaType);
    if (isText || FILES.test(mediaType)) {
      const file = { form: 'file', bytes: body, mediaType, contract } as const;
      const { answers, read } = await predictor.predictFile(manifest, file, { ...caller, ...query });
      return sendPieces(reply, contract ? { predictions: answers, ...contractAnswer(read) } : { predictions: answers });
    }
    const { outputs, read } = await predictor.predictBody(manifest, { form: 'predict', bytes: body, contract }, caller);
    const field = read.key === 'instances' ? 'predictions' : 'outputs';
    return sendPieces(reply, contract ? { [field]: outputs, ...contractAnswer(read) } : { [field]: outputs });
  }

  async function classify(asking: Asked, reply: FastifyReply): Promise<FastifyReply> {
    const { manifest, outputs } = await predictExamples('classify', asking, reply);
    const results = outputs.map((row) => manifest.labels.map((label, index) => [label, row[index]]));
    return sendPieces(reply, { results });
  }

  async function regress(asking: Asked, reply: FastifyReply): Promise<FastifyReply> {
    const { outputs } = await predictExamples('regress', asking, reply);
    return sendPieces(reply, { results: outputs.flat() });
  }

  async function predictExamples(verb: 'classify' | 'regress', asking: Asked, reply: FastifyReply) {
    const { params, body = NOTHING } = asking;
    const reference = referenceOf(params);
    const caller = callerOf(asking, reference, timeoutMsMax);
    const manifest = await versionFor(caller, reference, reply).catch((error) => {
      // Told before what there is not, as TensorFlow Serving does, where it is told at once.
      if (body.length <= READ_AT_ONCE_BYTES) readServingBody(body);
      throw error;
    });
    const asked = { form: 'examples', bytes: body, method: verb } as const;
    return { manifest, outputs: (await predictor.predictBody(manifest, asked, caller)).outputs };
  }

  const limited = { rateLimit: { max: ratePerMinuteMax, timeWindow: '1 minute', groupId: 'predictions' } };
  const METHODS = [
    { verb: 'predict', answer: predict, description: PREDICT, response: PREDICTIONS },
    { verb: 'classify', answer: classify, description: CLASSIFY, response: RESULTS },
    { verb: 'regress', answer: regress, description: REGRESS, response: RESULTS },
  ];
  for (const { path, params } of TARGETS) {
    for (const { verb, answer, description, response } of METHODS) {
      const schema = {
        tags: ['predictions'],
        summary: summaryOf(verb),
        description,
        params,
        ...(verb === 'predict' && { querystring: AnswerParts }),
        response: { 200: response },
      };
      app.post<PredictionRequest>(`${path}::${verb}`, { bodyLimit: bodyBytesMax, config: limited, schema }, answer);
    }
    app.get<PredictionRequest>(
      `${path}/metadata`,
      { schema: metadataSchema(params) },
      async ({ params: asked }, reply) => sendJson(reply, metadataOf(await predictor.find(referenceOf(asked)))),
    );
  }
  const [, , labelled] = TARGETS;
  app.get<PredictionRequest>(labelled.path, { schema: statusSchema(labelled.params) }, async ({ params }, reply) => {
    const { version } = await predictor.find(referenceOf(params));
    return sendJson(reply, { model_version_status: [statusOf(version)] });
  });
}

const PREDICT =
  'JSON `{"instances":[…]}` or `{"inputs":…}` gives outputs in the same form, as TensorFlow Serving does; a file gives labels or numbers.';
const CLASSIFY = 'JSON `{"examples":[{…}],"context":{…}}` gives each label with its score.';
const REGRESS = 'JSON `{"examples":[{…}],"context":{…}}` gives a number for each example.';
const IF_ASKED = 'with `?contract=true`, for each instance; null for a version without a contract';
const PREDICTIONS = Type.Object({
  predictions: Type.Optional(Type.Array(Type.Unknown())),
  outputs: Type.Optional(Type.Array(Type.Unknown())),
  warnings: Type.Optional(Type.Union([Type.Array(Type.Array(Type.String())), Type.Null()], { description: IF_ASKED })),
  novelty: Type.Optional(Type.Union([Type.Array(Type.Number()), Type.Null()], { description: IF_ASKED })),
});
const RESULTS = Type.Object({ results: Type.Array(Type.Unknown()) });

/** Of each instance; null for a version without a contract. */
function contractAnswer({ contract }: Readings['file']) {
  return contract ?? { warnings: null, novelty: null };
}

function summaryOf(verb: string): string {
  return verb.charAt(0).toUpperCase() + verb.slice(1);
}

function metadataSchema(params: TObject) {
  return { tags: ['models'], summary: 'Signatures, as TensorFlow Serving tells them', params };
}

function statusSchema(params: TObject) {
  return { tags: ['models'], summary: "The status of an alias' version, as TensorFlow Serving tells it", params };
}

/** TensorFlow Serving's clients read `error`; who sent a file is ours and reads problem details. */
function sendInProtocol(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (FILES.test(request.headers['content-type'] ?? '')) return sendProblem(error, request, reply);
  return sendError(error, request, reply);
}
