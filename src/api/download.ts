/** A file that does not change, sent whole or from where a download broke off (RFC 9110: ranges, `ETag`, conditions). */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { AppError } from '../errors.ts';
import { type ByteRange, byteRange } from './byte-range.ts';

export interface Download {
  readonly bytes: number;
  /** Without quotes; names these very bytes. */
  readonly tag: string;
  readonly mediaType: string;
  /** `sha256:…`, where it is known. */
  readonly digest?: string;
  /** Under which a browser keeps it; unset where a page reads it. */
  readonly fileName?: string;
  /** @returns undefined where it is gone. */
  open(range: ByteRange | undefined): Promise<Readable | undefined>;
}

/** A download takes as long as its client reads. Fastify counts until the end of an answer, and has no other word for never. */
export const DOWNLOAD_TIMEOUT_MS = 2 ** 31 - 1;
export const FileAnswer = {
  description: 'The file',
  content: { '*/*': { schema: Type.Unsafe<Readable>(Type.String()) } },
};

/** @throws AppError ERR_RANGE, ERR_NOT_FOUND where it is gone. */
export async function sendDownload(request: FastifyRequest, reply: FastifyReply, download: Download) {
  const { bytes, mediaType, digest, fileName } = download;
  const tag = `"${download.tag}"`;
  reply.header('accept-ranges', 'bytes').header('etag', tag);
  if (isKnown(request.headers['if-none-match'], tag)) return reply.code(304).send();
  const { range: asked, 'if-range': condition = tag } = request.headers;
  const range = condition === tag ? byteRange(asked, bytes) : undefined;
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${bytes}`);
    throw new AppError('ERR_RANGE', `Expected a range within ${bytes} bytes. Received: "${asked}".`);
  }
  const file = request.method === 'HEAD' ? Readable.from([]) : await download.open(range);
  if (!file) throw new AppError('ERR_NOT_FOUND', 'Expected the file. Received: none any more.');
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${bytes}`);
  if (fileName !== undefined) reply.header('content-disposition', `attachment; filename="${fileName}"`);
  if (digest !== undefined) reply.header('repr-digest', reprDigest(digest));
  return reply
    .header('content-type', mediaType)
    .header('content-length', range ? range.end - range.start + 1 : bytes)
    .send(file);
}

/** A list of tags, or `*` for any. */
function isKnown(header: string | undefined, tag: string): boolean {
  const tags = header?.split(',').map((each) => each.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(tag) || tags.includes('*');
}

/** RFC 9530. */
function reprDigest(digest: string): string {
  return `sha-256=:${Buffer.from(digest.replace('sha256:', ''), 'hex').toString('base64')}:`;
}
