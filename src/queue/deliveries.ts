/** What the webhook of a job was told, and telling it again. */
import type { Redis } from 'ioredis';
import { AppError } from '../errors.ts';
import { type Delivery, type Outbox, renewed } from '../webhooks/index.ts';
import type { Job } from './job.ts';
import { hurry, outcomeCounts, type WebhookLine, type WebhookOutcome } from './webhook-line.ts';

export interface Deliveries {
  /** Of a job, oldest first. @throws AppError ERR_NOT_FOUND. */
  list(jobId: string): Promise<Delivery[]>;
  /** Sends one at once, whatever became of it, and by the whole schedule again. @throws AppError ERR_NOT_FOUND. */
  retry(jobId: string, id: string): Promise<Delivery>;
  /** Attempts by what came of them, since Redis was set up. */
  outcomes(): Promise<Record<WebhookOutcome, number>>;
  /** The line itself, for dashboards that read it. */
  readonly line: WebhookLine;
}

export interface DeliveriesParts {
  readonly redis: Redis;
  readonly outbox: Outbox;
  readonly line: WebhookLine;
  get(jobId: string): Promise<Job>;
}

export function createDeliveries({ redis, outbox, line, get }: DeliveriesParts): Deliveries {
  return {
    line,
    async list(jobId) {
      await get(jobId);
      return outbox.list(jobId);
    },
    async retry(jobId, id) {
      await get(jobId);
      const delivery = await outbox.get(id);
      if (delivery?.jobId !== jobId) {
        const message = `Expected the id of a delivery of this job. Received: "${id.slice(0, 60)}", which none has.`;
        throw new AppError('ERR_NOT_FOUND', message);
      }
      const again = renewed(delivery, Date.now());
      await outbox.save(again);
      await outbox.mark(id);
      await hurry(line, id);
      return again;
    },
    outcomes: () => outcomeCounts(redis),
  };
}
