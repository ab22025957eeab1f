/**
 * An upload whose data is in its body, in JSON: `{"name", "options", "rows": […]}`, or `"inputs"` and `"labels"`. The data goes to
 * storage as it comes, like a file; its name and options are read on the way.
 *
 * DESIGN Parsing holds up everybody else: ten megabytes for more than a second. So a body is parsed here, and checked to its last
 * row, only where it is small; of larger ones only the outermost object is looked at, and what is wrong inside the importer
 * finds.
 */
import { Transform, type TransformCallback } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { ImportOptions, type Upload } from '../data/index.ts';
import { AppError, messageOf } from '../errors.ts';
import { Name, WebhookRequest } from '../models/specification/index.ts';
import { show } from '../schema-words.ts';
import { escapePointer, validator } from '../validation.ts';
import { scanMembers } from './json-members.ts';
import {
  FIELD_BYTES_MAX,
  fieldTooLarge,
  readName,
  readOptions,
  readWebhookField,
  refusedField,
  type UploadFields,
} from './upload-fields.ts';

const Rows = Type.Object(
  {
    name: Name,
    rows: Type.Array(Type.Record(Type.String(), Type.Unknown()), { minItems: 1 }),
    options: Type.Optional(ImportOptions),
    webhook: Type.Optional(WebhookRequest),
  },
  { additionalProperties: false },
);
const Arrays = Type.Object(
  {
    name: Name,
    inputs: Type.Array(Type.Unknown(), { minItems: 1 }),
    labels: Type.Optional(Type.Array(Type.Unknown(), { minItems: 1 })),
    options: Type.Optional(ImportOptions),
    webhook: Type.Optional(WebhookRequest),
  },
  { additionalProperties: false },
);
export const UploadValues = Type.Union([Rows, Arrays]);

/** Parsed in some milliseconds. */
const CHECKED_BYTES_MAX = 256 * 1024;
const DATA = ['rows', 'inputs', 'labels'];
const FIELDS = ['name', 'options', 'webhook', ...DATA];

const valueProblems = validator(UploadValues);

/**
 * Reads a JSON body to its end.
 * @throws AppError ERR_VALIDATION with pointers to the fields, ERR_MALFORMED, ERR_TOO_LARGE, ERR_UNAVAILABLE, or the upload's
 * signal's reason: what came by then is in the upload.
 */
export async function readUploadJson({ raw }: FastifyRequest, upload: Upload): Promise<UploadFields> {
  const fields: Partial<UploadFields> = {};
  const seen = new Set<string>();
  const data = dataOf(fields, seen);
  // It may fail before storage reads it, which is told of it then; until then nobody listens.
  data.on('error', () => undefined);
  raw.once('close', () => {
    if (!raw.readableEnded)
      data.destroy(new AppError('ERR_MALFORMED', 'Expected the whole body. Received: a part of it.'));
  });
  await upload.add('request body', raw.pipe(data)).catch((error: unknown) => {
    throw data.errored instanceof AppError ? data.errored : error;
  });
  const { name, options = {}, webhook } = fields;
  if (name === undefined) throw refusedField('/name', 'Expected a field "name". Received: none.');
  if (!seen.has('rows') && !seen.has('inputs'))
    throw refusedField('', 'Expected "rows", or "inputs" and "labels". Received: neither.');
  return { name, options, webhook };
}

/** Lets the data of a body through, as an object of nothing else. @param fields gets the others. @param seen gets their names. */
function dataOf(fields: Partial<UploadFields>, seen: Set<string>): Transform {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const scanner = scanMembers({
    begin: (name, first) => begin(name, first, seen),
    keptBytesMax: FIELD_BYTES_MAX,
    tooLarge: fieldTooLarge,
    keep: (name, value) => {
      if (name === 'name') Object.assign(fields, { name: readName(value) });
      else if (name === 'options') Object.assign(fields, { options: readOptions(value) });
      else Object.assign(fields, { webhook: readWebhookField(value) });
    },
  });
  /** All that has come, until it is more than is parsed here. */
  let head: Buffer | undefined = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      attempt(done, () => {
        expectUtf8(() => utf8.decode(chunk, { stream: true }));
        if (!head) return scanner.take(chunk);
        const known = Buffer.concat([head, chunk]);
        head = known.length > CHECKED_BYTES_MAX ? undefined : known;
        return head ? undefined : scanner.take(known);
      });
    },
    flush(done) {
      attempt(done, () => {
        expectUtf8(() => utf8.decode());
        if (!head) return scanner.end();
        checkWhole(head);
        return Buffer.concat([scanner.take(head), scanner.end()]);
      });
    },
  });
}

function begin(name: string, first: string, seen: Set<string>): 'keep' | 'pass' {
  const pointer = `/${escapePointer(name)}`;
  if (!FIELDS.includes(name))
    throw refusedField(pointer, `Expected the fields ${FIELDS.join(', ')}. Received: ${show(name)}.`);
  if (seen.has(name)) throw refusedField(pointer, 'Expected one of each field. Received: two.');
  seen.add(name);
  if (!DATA.includes(name)) return 'keep';
  if (first !== '[') throw refusedField(pointer, `Expected a list. Received: a value that begins with ${show(first)}.`);
  if (seen.has('rows') && (seen.has('inputs') || seen.has('labels')))
    throw refusedField(pointer, 'Expected "rows", or "inputs" and "labels". Received: both.');
  return 'pass';
}

function attempt(done: TransformCallback, work: () => Buffer | undefined): void {
  try {
    done(null, work());
  } catch (error) {
    done(error as Error);
  }
}

function expectUtf8(decode: () => string): void {
  try {
    decode();
  } catch {
    throw new AppError('ERR_MALFORMED', 'Expected JSON in UTF-8. Received: bytes that are no UTF-8.');
  }
}

/** @throws AppError that tells all that is wrong at once. */
function checkWhole(body: Buffer): void {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    throw new AppError(
      'ERR_MALFORMED',
      `Expected JSON. Received: ${body.length === 0 ? 'nothing' : messageOf(error)}.`,
    );
  }
  const problems = valueProblems(value);
  const [first] = problems;
  if (!first) return;
  const message = first.pointer ? `${first.pointer}: ${first.detail}` : first.detail;
  throw new AppError('ERR_VALIDATION', message, { problems });
}
