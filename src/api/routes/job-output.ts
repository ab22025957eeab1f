/** The file that a batch prediction made, as a download that can be gone on with. */
import type { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { JobOutput, Jobs, ScoringJob } from '../../queue/index.ts';
import { DOWNLOAD_TIMEOUT_MS, FileAnswer, sendDownload } from '../download.ts';
import { failures } from '../responses.ts';
import { JobParameters } from './jobs.ts';

export interface JobOutputOptions {
  readonly jobs: Jobs;
  openFile(key: string, range?: { readonly start: number; readonly end: number }): Promise<Readable | undefined>;
}

export const jobOutputRoutes: FastifyPluginAsyncTypebox<JobOutputOptions> = async (app, { jobs, openFile }) => {
  app.get(
    '/v1/jobs/:id/output',
    {
      handlerTimeout: DOWNLOAD_TIMEOUT_MS,
      schema: {
        tags: ['jobs'],
        summary: 'What a batch prediction made',
        description:
          'The file, once the job has succeeded; 409 before. `Repr-Digest` (RFC 9530) tells its SHA-256; a `Range` of bytes ' +
          'goes on with a download that broke off.',
        params: JobParameters,
        response: { 200: FileAnswer, 206: FileAnswer, 304: Type.Null(), ...failures(404, 409, 416, 503) },
      },
    },
    async (request, reply) => {
      const { job, output, key } = await jobs.output(request.params.id);
      const { bytes, digest, mediaType } = output;
      return sendDownload(request, reply, {
        ...{ bytes, digest, mediaType, tag: digest.replace('sha256:', ''), fileName: fileName(job, output) },
        open: (range) => openFile(key, range),
      });
    },
  );
};

/** Of letters, digits, dots, dashes and underscores, as names are. */
function fileName({ model, version, dataset }: ScoringJob, { format }: JobOutput): string {
  return `${model}-${version?.version}-${dataset}.${format}`;
}
