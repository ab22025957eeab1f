/** The form of the secrets that sign webhooks, as Standard Webhooks has it: `whsec_` and 24 to 64 bytes in base64. */
import { randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const BYTES_MIN = 24;
const BYTES_MAX = 64;
/** As many as the hash that they sign with gives. */
const BYTES_MADE = 32;

export const SECRET_FORM = `secrets of the form ${PREFIX} and ${BYTES_MIN} to ${BYTES_MAX} bytes in base64`;

export function isWebhookSecret(text: string): boolean {
  if (!text.startsWith(PREFIX)) return false;
  const bytes = Buffer.from(text.slice(PREFIX.length), 'base64');
  // Node reads base64 with anything in between: only what it would write itself means the same to every receiver.
  const isExact = bytes.toString('base64') === text.slice(PREFIX.length);
  return isExact && bytes.length >= BYTES_MIN && bytes.length <= BYTES_MAX;
}

export function newWebhookSecret(): string {
  return PREFIX + randomBytes(BYTES_MADE).toString('base64');
}
