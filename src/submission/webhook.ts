/** The field `webhook` of a request: checked, with nothing left open. */
import { AppError } from '../errors.ts';
import { resolveWebhook, type Webhook, type WebhookRequest } from '../models/specification/index.ts';
import type { PrivateHosts } from '../private-hosts.ts';
import { endpointProblem } from '../webhooks/index.ts';

/** @throws AppError ERR_VALIDATION with a pointer to the URL, where it may not be sent to. */
export function readWebhook(request: WebhookRequest | undefined, hosts: PrivateHosts): { readonly webhook?: Webhook } {
  if (request === undefined) return {};
  const webhook = resolveWebhook(request);
  requireEndpoint(webhook.url, typeof request === 'string' ? '/webhook' : '/webhook/url', hosts);
  return { webhook };
}

/** @throws AppError ERR_VALIDATION. */
export function requireEndpoint(url: string, pointer: string, hosts: PrivateHosts): void {
  const detail = endpointProblem(url, hosts);
  if (detail) throw new AppError('ERR_VALIDATION', `${pointer}: ${detail}`, { problems: [{ pointer, detail }] });
}
