/**
 * A form with a model's files, read as it comes. `file` is ours; TensorFlow.js, which can save to an address by itself, calls its
 * parts `model.json` and `model.weights.bin`.
 */
import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { Upload } from '../data/index.ts';
import { AppError } from '../errors.ts';
import { ImportVersionOptions } from '../exchange/index.ts';
import { show } from '../schema-words.ts';
import { validator } from '../validation.ts';
import { fieldTooLarge, refusedField } from './upload-fields.ts';
import { asRefusal, FORM_LIMITS, parseField, untilAborted } from './upload-form.ts';

const FILE_FIELDS = ['file', 'model.json', 'model.weights.bin'];

const problemsOf = validator(ImportVersionOptions);

/** @throws AppError as `readUploadForm`. */
export async function readModelForm(
  request: FastifyRequest,
  upload: Upload,
  signal: AbortSignal,
): Promise<ImportVersionOptions> {
  let options: ImportVersionOptions | undefined;
  try {
    for await (const part of untilAborted(request.parts({ limits: FORM_LIMITS }), signal)) {
      if (part.type === 'file') await addFile(part, upload);
      else if (options) throw refusedField('/options', 'Expected one of each field. Received: two.');
      else options = readOptions(part);
    }
  } catch (error) {
    throw asRefusal(error);
  }
  if (upload.files.length === 0) throw refusedField('/file', 'Expected a file, in a field "file". Received: none.');
  return options ?? {};
}

async function addFile({ fieldname, filename, file }: MultipartFile, upload: Upload): Promise<void> {
  if (!FILE_FIELDS.includes(fieldname)) throw unknownField(fieldname);
  const named = fieldname === 'file' ? filename : fieldname;
  await upload.add(named === '' || named === undefined ? 'file' : named, file);
}

function readOptions({ fieldname, value, valueTruncated }: MultipartValue): ImportVersionOptions {
  if (fieldname !== 'options') throw unknownField(fieldname);
  if (valueTruncated) throw fieldTooLarge(fieldname);
  const options = typeof value === 'string' ? parseField(value, fieldname) : value;
  const problems = problemsOf(options).map(({ pointer, detail }) => ({ pointer: `/options${pointer}`, detail }));
  const [first] = problems;
  if (!first) return options as ImportVersionOptions;
  throw new AppError('ERR_VALIDATION', `${first.pointer}: ${first.detail}`, { problems });
}

function unknownField(name: string): AppError {
  return refusedField(`/${name}`, `Expected the fields "file" and "options". Received: ${show(name)}.`);
}
