/** Where a job tells what becomes of it, and of what: the field `webhook` of a request, and its resolved form. */
import Type, { type Static } from 'typebox';

/** What is told. The three ends are told by default. */
export const WEBHOOK_EVENTS = ['job.started', 'job.paused', 'job.succeeded', 'job.failed', 'job.cancelled'] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];
const DEFAULT_EVENTS: readonly WebhookEvent[] = ['job.succeeded', 'job.failed', 'job.cancelled'];

const URL_LENGTH_MAX = 2048;

/** Which URLs are allowed beyond that is `webhooks/endpoint.ts`'. */
export const WebhookUrl = Type.String({
  minLength: 1,
  maxLength: URL_LENGTH_MAX,
  description: 'https, of a public address; others where WEBHOOK_PRIVATE_HOSTS allows them',
});

export const WebhookRequest = Type.Union(
  [
    WebhookUrl,
    Type.Object(
      {
        url: WebhookUrl,
        events: Type.Optional(
          Type.Array(Type.Enum([...WEBHOOK_EVENTS]), {
            ...{ minItems: 1, maxItems: WEBHOOK_EVENTS.length, default: [...DEFAULT_EVENTS] },
            description: 'what is told; default: the three ends',
          }),
        ),
      },
      { additionalProperties: false },
    ),
  ],
  {
    description:
      'A URL that is told by signed POSTs, as Standard Webhooks has them, how the job goes. ' +
      'A URL alone is told of the three ends.',
  },
);
export type WebhookRequest = Static<typeof WebhookRequest>;

/** With nothing left open. */
export interface Webhook {
  readonly url: string;
  readonly events: readonly WebhookEvent[];
}

/** What a request asks for, whatever its form. */
export function resolveWebhook(request: WebhookRequest): Webhook {
  const { url, events = DEFAULT_EVENTS } = typeof request === 'string' ? { url: request } : request;
  return { url, events: WEBHOOK_EVENTS.filter((event) => events.includes(event)) };
}
