/** What a worker does when a schedule fires: submits its job, as the api does it for a client. */
import type { Config } from '../config.ts';
import type { ImportDatasetOptions } from '../data/index.ts';
import type { Logger } from '../logger.ts';
import { privateHosts } from '../private-hosts.ts';
import { createScheduleStore, startScheduleWorker } from '../queue/index.ts';
import { noteRefusal, runSchedule, type ScheduleParts } from '../submission/index.ts';

export interface SchedulesOptions {
  /** Of all that submits jobs. */
  readonly submitting: Omit<ScheduleParts, 'hosts' | 'store'>;
  readonly config: Config;
  readonly redisUrl: string;
  readonly storage: ImportDatasetOptions['storage'];
  readonly logger: Logger;
}

export function runSchedules({ config, submitting, redisUrl, storage, logger }: SchedulesOptions): {
  close(): Promise<void>;
} {
  const store = createScheduleStore(storage);
  const hosts = privateHosts(config.webhookPrivateHosts);
  const parts = { ...submitting, hosts, store };
  return startScheduleWorker({
    ...{ redisUrl, storage, logger },
    async fire(schedule, at, requestId) {
      const run = await runSchedule(schedule, { at, trigger: 'cron', requestId }, parts);
      logger.info({ schedule: schedule.name, ...run }, 'schedule ran');
    },
    giveUp: (schedule, at, reason) => noteRefusal(schedule, at, reason, store),
  });
}
