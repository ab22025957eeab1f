/** Uploads: files or values become a dataset, by a job that is queued once all of it has come. */
import multipart from '@fastify/multipart';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type, { type TSchema } from 'typebox';
import { ImportOptions, tooLarge, type Upload } from '../../data/index.ts';
import { AppError, codeOf, isErrorCode, type Problem } from '../../errors.ts';
import { Name, WebhookRequest } from '../../models/specification/index.ts';
import type { PrivateHosts } from '../../private-hosts.ts';
import { type Jobs, newJobId } from '../../queue/index.ts';
import { show } from '../../schema-words.ts';
import { readWebhook } from '../../submission/index.ts';
import { drain, watchUpload } from '../body-time.ts';
import type { DatasetNames } from '../dataset-names.ts';
import { DatasetView, viewOf } from '../dataset-view.ts';
import { endAsPreferred } from '../preference.ts';
import { sendProblem } from '../problem.ts';
import { failures } from '../responses.ts';
import { readUploadForm } from '../upload-form.ts';
import { readUploadJson, UploadValues } from '../upload-json.ts';
import { compileSchema } from '../validation.ts';

export interface UploadRoutesOptions {
  readonly jobs: Jobs;
  readonly names: DatasetNames;
  /** Makes a place for what comes. */
  beginUpload(job: string, signal: AbortSignal): Upload;
  readonly bytesMax: number;
  readonly stallSeconds: number;
  /** That webhooks may reach, though they are private. */
  readonly hosts: PrivateHosts;
}

/** For their readers: bodies are read and checked as they come. */
const Form = Type.Object({
  name: Name,
  file: Type.Array(Type.String({ format: 'binary' }), {
    minItems: 1,
    description: 'one or more, each in a part of its own',
  }),
  options: Type.Optional(ImportOptions),
  webhook: Type.Optional(WebhookRequest),
});

/** Large uploads and long waits: what limits them is that they may not stall, and how long may be waited for. */
const HANDLER_TIMEOUT_MS = 2 ** 31 - 1;
/** Of a form around its files. */
const FORM_BYTES_MAX = 1024 * 1024;

export const datasetUploadRoutes: FastifyPluginAsyncTypebox<UploadRoutesOptions> = async (app, options) => {
  const { jobs, names } = options;
  await app.register(multipart);
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', (_request, _payload, done) => done(null));
  const asTheyCome: readonly unknown[] = [Form, UploadValues];
  app.setValidatorCompiler<TSchema>((route) => (asTheyCome.includes(route.schema) ? () => true : compileSchema(route)));

  app.post(
    '/v1/datasets',
    {
      handlerTimeout: HANDLER_TIMEOUT_MS,
      errorHandler: (error, request, reply) => sendProblem(suggestForm(error, request), request, reply),
      schema: {
        tags: ['datasets'],
        summary: 'Upload a dataset',
        description:
          'Files by multipart, in any order with the fields, or values in JSON. A job imports them; with ' +
          '`Prefer: wait=SECONDS` (at most 300) the answer waits for it. The same upload under the same name is the same ' +
          'dataset, and the webhook that came with it first stands.',
        body: { content: { 'multipart/form-data': { schema: Form }, 'application/json': { schema: UploadValues } } },
        response: {
          200: DatasetView,
          201: DatasetView,
          202: DatasetView,
          ...failures(400, 408, 409, 413, 415, 422, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const { name, job, repeated } = await receive(request, options);
      const waited = await endAsPreferred(job, jobs, request, reply);
      const state = await names.state(name);
      if (waited && state.status === 'failed') {
        const { code, message } = state.error;
        throw new AppError(isErrorCode(code) ? code : 'ERR_INTERNAL', message, { problems: pointed(message) });
      }
      const status = state.status !== 'ready' ? 202 : repeated ? 200 : 201;
      return reply.code(status).header('location', `/v1/datasets/${name}`).send(viewOf(state));
    },
  );
};

/** Of an error that names the option that it is about. */
function pointed(detail: string): Problem[] {
  const [, pointer] = / in (\/options\/\w+)\. Received: /.exec(detail) ?? [];
  return pointer === undefined ? [] : [{ pointer, detail }];
}

/** Takes all of an upload and queues its import; what is refused or breaks off leaves nothing. */
async function receive(request: FastifyRequest, options: UploadRoutesOptions) {
  const { jobs, names, bytesMax } = options;
  const watch = watchUpload(request, options.stallSeconds);
  const id = newJobId();
  const upload = options.beginUpload(id, watch.signal);
  try {
    // Before the bytes have come: nobody likes to be told after an hour.
    await jobs.requireRoom('import');
    if (Number(request.headers['content-length'] ?? 0) > bytesMax + FORM_BYTES_MAX) throw tooLarge(bytesMax);
    const form = request.isMultipart()
      ? await readUploadForm(request, upload, watch.signal)
      : await readUploadJson(expectBody(request), upload);
    const { name, options: asked } = form;
    const webhook = readWebhook(form.webhook, options.hosts);
    return { name, ...(await names.submit({ id, name, options: asked, upload, requestId: request.id, ...webhook })) };
  } catch (error) {
    drain(request);
    await upload.discard();
    throw error;
  } finally {
    watch.stop();
  }
}

/** Without one, no parser has looked at what type it is. */
function expectBody(request: FastifyRequest): FastifyRequest {
  if (request.headers['content-type'] !== undefined) return request;
  throw new AppError('ERR_MEDIA_TYPE', 'Expected multipart/form-data or application/json. Received: no body.');
}

/** Who sends a file without a form should know the way. */
function suggestForm(error: unknown, { headers }: FastifyRequest): unknown {
  if (codeOf(error) !== 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return error;
  return new AppError(
    'ERR_MEDIA_TYPE',
    `Expected multipart/form-data with a field "file", or application/json. Received: ${show(headers['content-type'])}.`,
  );
}
