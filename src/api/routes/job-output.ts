/** The file that a batch prediction made, as a download that can be gone on with. */
import type { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../../errors.ts';
import type { JobOutput, Jobs, ScoringJob } from '../../queue/index.ts';
import { byteRange } from '../byte-range.ts';
import { failures } from '../responses.ts';
import { JobParameters } from './jobs.ts';

export interface JobOutputOptions {
  readonly jobs: Jobs;
  openFile(key: string, range?: { readonly start: number; readonly end: number }): Promise<Readable | undefined>;
}

/** A download takes as long as its client reads. Fastify counts until the end of an answer, and has no other word for never. */
const DOWNLOAD_TIMEOUT_MS = 2 ** 31 - 1;
const File = { description: 'The file', content: { '*/*': { schema: Type.Unsafe<Readable>(Type.String()) } } };

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
        response: { 200: File, 206: File, ...failures(404, 409, 416, 503) },
      },
    },
    async (request, reply) => {
      const { job, output, key } = await jobs.output(request.params.id);
      const tag = `"${output.digest.replace('sha256:', '')}"`;
      reply.header('accept-ranges', 'bytes').header('etag', tag);
      const { range: asked, 'if-range': condition = tag } = request.headers;
      const range = condition === tag ? byteRange(asked, output.bytes) : undefined;
      if (range === 'unsatisfiable') {
        reply.header('content-range', `bytes */${output.bytes}`);
        throw new AppError('ERR_RANGE', `Expected a range within ${output.bytes} bytes. Received: "${asked}".`);
      }
      const file = await openFile(key, range);
      if (!file) throw new AppError('ERR_NOT_FOUND', 'Expected the output of the job. Received: none any more.');
      if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${output.bytes}`);
      return reply
        .header('content-type', output.mediaType)
        .header('content-length', range ? range.end - range.start + 1 : output.bytes)
        .header('content-disposition', `attachment; filename="${fileName(job, output)}"`)
        .header('repr-digest', `sha-256=:${Buffer.from(tag.slice(1, -1), 'hex').toString('base64')}:`)
        .send(file);
    },
  );
};

/** Of letters, digits, dots, dashes and underscores, as names are. */
function fileName({ model, version, dataset }: ScoringJob, { format }: JobOutput): string {
  return `${model}-${version?.version}-${dataset}.${format}`;
}
