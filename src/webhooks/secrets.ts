/** The secrets that sign webhooks: those of the configuration, or one that is made once and kept. */
import type { Storage } from '../storage/index.ts';
import { newWebhookSecret } from '../webhook-secret.ts';

export interface WebhookSecrets {
  /** Each of them signs. */
  readonly all: readonly string[];
  /** The one that was made here; undefined where the configuration brings its own, which only its owner tells. */
  readonly made: string | undefined;
}

const KEY = 'webhooks/secret';

/** Of several processes that start at once on one storage one makes it. */
export async function openSecrets(storage: Storage, configured: readonly string[]): Promise<WebhookSecrets> {
  if (configured.length > 0) return { all: configured, made: undefined };
  const made = await storedSecret(storage);
  return { all: [made], made };
}

async function storedSecret(storage: Storage): Promise<string> {
  const fresh = newWebhookSecret();
  if (await storage.putIfAbsent(KEY, fresh)) return fresh;
  return String(await storage.get(KEY));
}
