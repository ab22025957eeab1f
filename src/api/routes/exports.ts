/** Versions as files of other tools: whole archives, and TensorFlow.js models as a page loads them from their address. */
import type { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../../errors.ts';
import { EXPORT_NAMES, type Exports, exportFormat, type StoredExport } from '../../exchange/index.ts';
import { DOWNLOAD_TIMEOUT_MS, FileAnswer, sendDownload } from '../download.ts';
import { failures } from '../responses.ts';

export interface ExportRoutesOptions {
  readonly exports: Exports;
  openFile(key: string, range?: { readonly start: number; readonly end: number }): Promise<Readable | undefined>;
}

const VERSION = { model: Type.String({ maxLength: 64 }), version: Type.Integer({ minimum: 1 }) };
const FILE_LENGTH_MAX = 255;
const ANSWERS = {
  200: FileAnswer,
  206: FileAnswer,
  304: Type.Null(),
  ...failures(400, 404, 416, 422, 429, 503),
};
/** A version never changes, and its number is not given again. Not `public`: whoever needs a key for it should need one. */
const CACHE_FOREVER = 'max-age=31536000, immutable';

export const exportRoutes: FastifyPluginAsyncTypebox<ExportRoutesOptions> = async (app, { exports, openFile }) => {
  app.get(
    '/v1/models/:model/versions/:version/export',
    {
      handlerTimeout: DOWNLOAD_TIMEOUT_MS,
      schema: {
        tags: ['models'],
        summary: 'Download a version for another tool',
        description:
          'A file that the tool opens: `keras` for Keras 3, `savedmodel` for TensorFlow and its Serving, `tfjs` for ' +
          'TensorFlow.js. It is made when it is first asked for. `epochd.json` in it says what the format cannot. `Repr-Digest` ' +
          'tells its SHA-256; a `Range` of bytes goes on with a download that broke off.',
        params: Type.Object(VERSION),
        querystring: Type.Object({ format: Type.Enum([...EXPORT_NAMES]) }, { additionalProperties: false }),
        response: ANSWERS,
      },
    },
    async (request, reply) => {
      const { params, query } = request;
      const { mediaType, suffix } = exportFormat(query.format);
      const { key, bytes, digest } = await exports.open(params, query.format);
      reply.header('cache-control', CACHE_FOREVER);
      return sendDownload(request, reply, {
        ...{ bytes, digest, tag: digest.replace('sha256:', ''), mediaType },
        fileName: `${params.model}-${params.version}${suffix}`,
        open: (range) => openFile(key, range),
      });
    },
  );

  app.get(
    '/v1/models/:model/versions/:version/tfjs/:file',
    {
      handlerTimeout: DOWNLOAD_TIMEOUT_MS,
      schema: {
        tags: ['models'],
        summary: 'A file of a version as TensorFlow.js loads it',
        description: '`tf.loadLayersModel` takes the address of `model.json` and finds the weights beside it.',
        params: Type.Object({ ...VERSION, file: Type.String({ maxLength: FILE_LENGTH_MAX }) }),
        response: ANSWERS,
      },
    },
    async (request, reply) => {
      const { file, ...reference } = request.params;
      const made = await exports.open(reference, 'tfjs');
      const { start, bytes } = placeOf(made, file);
      reply.header('cache-control', CACHE_FOREVER);
      return sendDownload(request, reply, {
        ...{ bytes, tag: `${made.digest.replace('sha256:', '')}/${file}` },
        mediaType: file.endsWith('.json') ? 'application/json; charset=utf-8' : 'application/octet-stream',
        open: (range) =>
          openFile(made.key, { start: start + (range?.start ?? 0), end: start + (range?.end ?? bytes - 1) }),
      });
    },
  );
};

function placeOf({ files }: StoredExport, file: string) {
  const place = Object.hasOwn(files, file) ? files[file] : undefined;
  if (place) return place;
  const known = Object.keys(files).join(', ');
  throw new AppError('ERR_NOT_FOUND', `Expected one of the files ${known}. Received: ${JSON.stringify(file)}.`);
}
