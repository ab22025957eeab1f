/**
 * The Open Inference Protocol, version 2: server and models, inference in JSON and with raw tensors, classification, the
 * repository, statistics. Its errors are `{"error": "…"}`.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../../errors.ts';
import { signatureOf } from '../../../prediction/index.ts';
import { callerOf, VERSION_HEADER } from '../../caller.ts';
import { sendError, sendJson } from '../answers.ts';
import { leaveTimeToCallers, readBytes } from '../body.ts';
import { modelMetadata, SERVER } from './metadata.ts';
import { type ModelPath, type OpenInferenceOptions, referenceOf, schemaOf, TARGETS } from './paths.ts';
import { repositoryRoutes } from './repository.ts';
import { jsonLength, readInferenceRequest, readRawRequest } from './request.ts';
import { expectOutputs, inferenceResponse } from './response.ts';
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
  const { predictor, registry, bodyBytesMax, ratePerMinuteMax, timeoutMsMax } = options;
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
    const signature = signatureOf(manifest);
    const isRaw = jsonBytes === 0 && headers[LENGTH_HEADER] !== undefined;
    const request = isRaw ? readRawRequest(body, signature) : readInferenceRequest(body, jsonBytes);
    expectOutputs(signature, request);
    const { json, raw } = inferenceResponse(
      manifest,
      request,
      await predictor.predictTensors(manifest, request.inputs, caller),
    );
    if (!raw) return sendJson(reply, json);
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
        if (predictor.isUnloaded(model))
          throw new AppError(
            'ERR_MODEL_UNLOADED',
            `Expected model "${model}" to be loaded. Received: it was unloaded.`,
          );
        await predictor.load(reference);
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
