/**
 * An upload's form, read as it comes: files go straight to storage, the fields around them in any order are checked. Knows
 * nothing of what becomes of it.
 */
import type { MultipartValue } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { Upload } from '../data/index.ts';
import { AppError, codeOf, messageOf } from '../errors.ts';
import { show } from '../schema-words.ts';
import {
  FIELD_BYTES_MAX,
  fieldTooLarge,
  readName,
  readOptions,
  readWebhookField,
  refusedField,
  type UploadFields,
} from './upload-fields.ts';

const FILES_MAX = 100;
export const FORM_LIMITS = {
  fieldNameSize: 100,
  fieldSize: FIELD_BYTES_MAX,
  fields: 8,
  files: FILES_MAX,
  // How large files may be the upload knows, all together.
  fileSize: Number.POSITIVE_INFINITY,
  headerPairs: 32,
  parts: FILES_MAX + 8,
} as const;

/**
 * Reads a multipart body to its end.
 * @throws AppError ERR_VALIDATION with pointers to the fields, ERR_MALFORMED, ERR_TOO_LARGE, ERR_UNAVAILABLE, or the signal's
 * reason: what came by then is in the upload.
 */
export async function readUploadForm(
  request: FastifyRequest,
  upload: Upload,
  signal: AbortSignal,
): Promise<UploadFields> {
  const form: Partial<UploadFields> = {};
  try {
    for await (const part of untilAborted(request.parts({ limits: FORM_LIMITS }), signal)) {
      if (part.type === 'field') Object.assign(form, readField(part, form));
      else if (part.fieldname === 'file') await upload.add(part.filename ?? 'file', part.file);
      else throw unknownField(part.fieldname);
    }
  } catch (error) {
    throw asRefusal(error);
  }
  const { name, options = {}, webhook } = form;
  if (name === undefined) throw refusedField('/name', 'Expected a field "name". Received: none.');
  if (upload.files.length === 0) throw refusedField('/file', 'Expected a file, in a field "file". Received: none.');
  return { name, options, webhook };
}

/** The parts of a form; waiting for the next one ends with the signal. */
export async function* untilAborted<T>(parts: AsyncIterableIterator<T>, signal: AbortSignal): AsyncGenerator<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  for (;;) {
    const { value, done } = await Promise.race([parts.next(), aborted]);
    if (done) return;
    yield value;
  }
}

function readField(part: MultipartValue, form: Partial<UploadFields>): Partial<UploadFields> {
  const { fieldname, value, valueTruncated } = part;
  if (valueTruncated) throw fieldTooLarge(fieldname);
  if (Object.hasOwn(form, fieldname)) throw refusedField(`/${fieldname}`, 'Expected one of each field. Received: two.');
  if (fieldname === 'name') return { name: readName(value) };
  if (fieldname === 'file')
    throw refusedField('/file', 'Expected a file, with a file name (curl -F file=@PATH). Received: a value.');
  const parsed = (): unknown => (typeof value === 'string' ? parseField(value, fieldname) : value);
  if (fieldname === 'webhook') return { webhook: readWebhookField(String(value).startsWith('{') ? parsed() : value) };
  if (fieldname !== 'options') throw unknownField(fieldname);
  return { options: readOptions(parsed()) };
}

export function parseField(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusedField(`/${name}`, `Expected JSON in "${name}". Received: ${show(text)}.`);
  }
}

function unknownField(name: string): AppError {
  const received = show(name);
  return refusedField(
    `/${name}`,
    `Expected the fields "name", "options", "webhook" and "file". Received: ${received}.`,
  );
}

/** What the parser of forms throws is the sender's: a form that is cut off, too long, or none. */
export function asRefusal(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const tooMany = ['FST_PARTS_LIMIT', 'FST_FILES_LIMIT', 'FST_FIELDS_LIMIT'].includes(codeOf(error) ?? '');
  if (tooMany)
    return new AppError('ERR_TOO_LARGE', `Expected at most ${FILES_MAX} files in one upload. Received: more.`);
  return new AppError('ERR_MALFORMED', `Expected a whole multipart form. Received: ${messageOf(error)}.`, {
    cause: error,
  });
}
