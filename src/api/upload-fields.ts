/** What an upload says besides its data, however it comes: its name, the options of its import, and who is told how it ends. */
import { ImportOptions } from '../data/index.ts';
import { AppError, type Problem } from '../errors.ts';
import { Name, WebhookRequest } from '../models/specification/index.ts';
import { validator } from '../validation.ts';

export interface UploadFields {
  readonly name: string;
  readonly options: ImportOptions;
  readonly webhook?: WebhookRequest | undefined;
}

/** Of one field: it is parsed at once, while others wait. */
export const FIELD_BYTES_MAX = 1024 * 1024;

const nameProblems = validator(Name);
const optionProblems = validator(ImportOptions);
const webhookProblems = validator(WebhookRequest);

/** @throws AppError ERR_VALIDATION with a pointer to the field. */
export function readName(value: unknown): string {
  refuse(nameProblems(value), '/name');
  return String(value);
}

/** @throws AppError ERR_VALIDATION with pointers into the options. */
export function readOptions(value: unknown): ImportOptions {
  refuse(optionProblems(value), '/options');
  return value as ImportOptions;
}

/** @throws AppError ERR_VALIDATION with pointers into the webhook. Where its URL may lead is not asked here. */
export function readWebhookField(value: unknown): WebhookRequest {
  refuse(webhookProblems(value), '/webhook');
  return value as WebhookRequest;
}

function refuse(problems: readonly Problem[], prefix: string): void {
  const [first] = problems;
  if (!first) return;
  const pointed = problems.map(({ pointer, detail }) => ({ pointer: prefix + pointer, detail }));
  throw new AppError('ERR_VALIDATION', `${prefix}${first.pointer}: ${first.detail}`, { problems: pointed });
}

/** A field that is not as it must be. */
export function refusedField(pointer: string, detail: string): AppError {
  return new AppError('ERR_VALIDATION', detail, { problems: [{ pointer, detail }] });
}

export function fieldTooLarge(name: string): AppError {
  return new AppError('ERR_TOO_LARGE', `Expected at most ${FIELD_BYTES_MAX} bytes in "${name}". Received: more.`);
}
