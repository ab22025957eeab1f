/** Models that were trained elsewhere become versions: a file of Keras or TensorFlow, or one that this service exported. */
import multipart from '@fastify/multipart';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import Type, { type TSchema } from 'typebox';
import { tooLarge, type Upload } from '../../data/index.ts';
import { AppError } from '../../errors.ts';
import { type Imports, ImportVersionOptions } from '../../exchange/index.ts';
import { Name } from '../../models/specification/index.ts';
import { newJobId } from '../../queue/index.ts';
import type { Registry } from '../../registry/index.ts';
import { drain, watchUpload } from '../body-time.ts';
import { readModelForm } from '../model-form.ts';
import { statusOf } from '../protocols/tf-serving/status.ts';
import { failures } from '../responses.ts';
import { compileSchema } from '../validation.ts';
import { VersionView } from './models.ts';

export interface VersionImportOptions {
  readonly imports: Imports;
  readonly registry: Pick<Registry, 'manifest'>;
  /** Makes a place for what comes. */
  beginUpload(job: string, signal: AbortSignal): Upload;
  readonly bytesMax: number;
  readonly stallSeconds: number;
}

/** For their readers: bodies are read and checked as they come. */
const Form = Type.Object({
  file: Type.Array(Type.String({ format: 'binary' }), {
    minItems: 1,
    description: 'one, or all files of a TensorFlow.js model, each in a part of its own',
  }),
  options: Type.Optional(ImportVersionOptions),
});
const Bytes = Type.String({ format: 'binary' });

/** Large uploads and slow senders: what limits them is that they may not stall. */
const HANDLER_TIMEOUT_MS = 2 ** 31 - 1;
const FORM_BYTES_MAX = 1024 * 1024;

export const versionImportRoutes: FastifyPluginAsyncTypebox<VersionImportOptions> = async (app, options) => {
  const { imports, registry } = options;
  app.removeAllContentTypeParsers();
  await app.register(multipart);
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  const asTheyCome: readonly unknown[] = [Form, Bytes];
  app.setValidatorCompiler<TSchema>((route) => (asTheyCome.includes(route.schema) ? () => true : compileSchema(route)));

  app.post(
    '/v1/models/:model/versions',
    {
      handlerTimeout: HANDLER_TIMEOUT_MS,
      schema: {
        tags: ['models'],
        summary: 'Import a version',
        description:
          'A `.keras` or `.h5` file of Keras, a TensorFlow.js layers model (a ZIP, or its files), a SavedModel (a ZIP), told by ' +
          'content; or an export of this service, of which nothing is lost. 201 is a new version, 200 the one that the same ' +
          'files made before. Layers that this service lacks are refused by name.',
        params: Type.Object({ model: Name }),
        body: {
          content: {
            'multipart/form-data': { schema: Form },
            'application/octet-stream': { schema: Bytes },
            'application/zip': { schema: Bytes },
          },
        },
        response: {
          200: VersionView,
          201: VersionView,
          ...failures(400, 408, 413, 415, 422, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const { model } = request.params;
      const { version, repeated } = await receive(request, model, options);
      const manifest = await registry.manifest({ model, version });
      if (!manifest) throw new AppError('ERR_NOT_FOUND', `Could not find version ${version} of model ${model}`);
      reply.code(repeated ? 200 : 201).header('location', `/v1/models/${model}/versions/${version}`);
      return { ...manifest, model_version_status: [statusOf(version)] };
    },
  );

  async function receive(request: FastifyRequest, model: string, { beginUpload, bytesMax }: VersionImportOptions) {
    const watch = watchUpload(request, options.stallSeconds);
    const upload = beginUpload(newJobId(), watch.signal);
    try {
      if (Number(request.headers['content-length'] ?? 0) > bytesMax + FORM_BYTES_MAX) throw tooLarge(bytesMax);
      const said = request.isMultipart()
        ? await readModelForm(request, upload, watch.signal)
        : await readPlain(request, upload);
      return await imports.make({ model, files: upload.files, options: said, digest: upload.digest(said) });
    } catch (error) {
      drain(request);
      throw error;
    } finally {
      watch.stop();
      // What was read lies with the version; what could not be read nobody needs.
      await upload.discard();
    }
  }
};

/** The file alone, as the body. */
async function readPlain(request: FastifyRequest, upload: Upload): Promise<ImportVersionOptions> {
  const type = request.headers['content-type'];
  if (type === undefined || /^(application\/json|text\/)/i.test(type)) {
    const received = type === undefined ? 'no body' : JSON.stringify(type.slice(0, 100));
    const detail = `Expected multipart/form-data with a field "file", or a file as application/octet-stream. Received: ${received}.`;
    throw new AppError('ERR_MEDIA_TYPE', detail);
  }
  await upload.add('file', request.raw);
  return {};
}
