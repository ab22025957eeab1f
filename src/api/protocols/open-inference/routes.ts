/**
 * The Open Inference Protocol, version 2: server and models, inference in JSON and with raw tensors, classification, the
 * repository, statistics. Its errors are `{"error": "…"}`.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../../errors.ts';
import { callerOf, VERSION_HEADER } from '../../caller.ts';
import { sendPieces } from '../../json-pieces.ts';
import { sendError, sendJson } from '../answers.ts';
import { leaveTimeToCallers, readBytes } from '../body.ts';
import { modelMetadata, SERVER } from './metadata.ts';
import { type ModelPath, type OpenInferenceOptions, referenceOf, schemaOf, TARGETS } from './paths.ts';
import { repositoryRoutes } from './repository.ts';
import { inferenceResponse } from './response.ts';
import { statisticsRoutes } from './statistics.ts';

const NOTHING = Buffer.alloc(0);
/** As TensorFlow Serving tells what there is not. */
const NEWEST = /^Servable not found for request: Latest\((.*)\)$/s;
const NUMBERED = /^Servable not found for request: Specific\((.*), (\d+)\)$/s;
const LENGTH_HEADER = 'inference-header-content-length';

interface ModelRequest {
  readonly Params: ModelPath;
  readonly Body: Buffer | undefined;
}

/** Register it under `/v2`. */
export async function openInferenceRoutes(app: FastifyInstance, options: OpenInferenceOptions): Promise<void> {
  const { predictor, models, registry, bodyBytesMax, ratePerMinuteMax, timeoutMsMax } = options;
  readBytes(app);
  leaveTimeToCallers(app);
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, notFound));
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request) => {
    const received = `${request.method} ${request.originalUrl.slice(0, 200)}`;
    throw new AppError('ERR_NOT_FOUND', `Expected a path of the Open Inference Protocol. Received: ${received}.`);
  });

  app.get('/', { schema: schemaOf('The server, and the extensions that it has') }, (_request, reply) =>
    sendJson(reply, SERVER),
  );
  app.get(
    '/health/live',
    { config: { isOpen: true, rateLimit: false }, schema: schemaOf('Whether the process lives') },
    (_request, reply) => sendJson(reply, { live: true }),
  );
  app.get(
    '/health/ready',
    { config: { isOpen: true, rateLimit: false }, schema: schemaOf('Whether it can predict: the store answers') },
    async (_request, reply) => {
      await registry.versions('ready');
      return sendJson(reply, { ready: true });
    },
  );

  async function infer(asking: FastifyRequest<ModelRequest>, reply: FastifyReply) {
    const { params, body = NOTHING, headers } = asking;
    const reference = referenceOf(params);
    const caller = callerOf(asking, reference, timeoutMsMax);
    const manifest = await predictor.find(reference, caller.routingKey);
    reply.header(VERSION_HEADER, manifest.version);
    const jsonBytes = jsonLength(header(headers[LENGTH_HEADER]), body);
    const isRaw = jsonBytes === 0 && headers[LENGTH_HEADER] !== undefined;
    const asked = { form: 'inference', bytes: body, ...(!isRaw && { jsonBytes }) } as const;
    const { read, outputs } = await predictor.predictBody(manifest, asked, caller);
    const { json, raw } = inferenceResponse(manifest, read, outputs);
    if (!raw) return sendPieces(reply, json);
    const head = Buffer.from(JSON.stringify(json));
    return reply
      .header(LENGTH_HEADER, head.length)
      .type('application/octet-stream')
      .send(Buffer.concat([head, raw]));
  }

  const limited = { rateLimit: { max: ratePerMinuteMax, timeWindow: '1 minute', groupId: 'predictions' } };
  for (const { path, params } of TARGETS) {
    app.get<ModelRequest>(
      path,
      { schema: schemaOf('Inputs and outputs of a model', params) },
      async (request, reply) => {
        const manifest = await predictor.find(referenceOf(request.params));
        return sendJson(reply, modelMetadata(manifest, await registry.versions(manifest.model)));
      },
    );
    app.get<ModelRequest>(
      `${path}/ready`,
      { schema: schemaOf('Whether a model is in memory; it is brought there', params) },
      async (request, reply) => {
        const reference = referenceOf(request.params);
        const { model } = await predictor.find(reference);
        if ((await models.unloaded([model])).has(model))
          throw new AppError(
            'ERR_MODEL_UNLOADED',
            `Expected model "${model}" to be loaded. Received: it was unloaded.`,
          );
        await models.load(reference);
        return sendJson(reply, { name: model, ready: true });
      },
    );
    app.post<ModelRequest>(
      `${path}/infer`,
      { bodyLimit: bodyBytesMax, config: limited, schema: { ...schemaOf('Predict', params), tags: ['predictions'] } },
      infer,
    );
  }
  await statisticsRoutes(app, options);
  await repositoryRoutes(app, options);
}

/** @throws AppError ERR_MALFORMED for a length that is none, or beyond the body. */
function jsonLength(header: string | undefined, body: Buffer): number {
  if (header === undefined) return body.length;
  if (/^\d{1,15}$/.test(header) && Number(header) <= body.length) return Number(header);
  const expected = `Inference-Header-Content-Length from 0 to ${body.length}, the length of the body`;
  throw new AppError('ERR_MALFORMED', `Expected ${expected}. Received: ${header.slice(0, 40)}.`);
}

function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join() : value;
}

/** The registry tells it in TensorFlow Serving's words. */
function notFound({ code, message }: AppError): { status?: number; message?: string } {
  if (code !== 'ERR_NOT_FOUND' && code !== 'ERR_ALIAS') return {};
  const received = message
    .replace(NEWEST, 'Expected a version that there is. Received: model "$1".')
    .replace(NUMBERED, 'Expected a version that there is. Received: version $2 of model "$1".');
  return { status: 404, message: received };
}
