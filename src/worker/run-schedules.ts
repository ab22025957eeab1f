/** What a worker does when a schedule fires: submits its job, as the api does it for a client. */
import type { Config } from '../config.ts';
import type { ImportDatasetOptions } from '../data/index.ts';
import { createDatasetCatalog } from '../data/index.ts';
import type { Logger } from '../logger.ts';
import { privateHosts } from '../private-hosts.ts';
import { createScheduleStore, type Jobs, startScheduleWorker } from '../queue/index.ts';
import { noteRefusal, runSchedule } from '../submission/index.ts';

export interface SchedulesOptions {
  readonly jobs: Jobs;
  readonly config: Config;
  readonly redisUrl: string;
  readonly storage: ImportDatasetOptions['storage'];
  readonly logger: Logger;
}

export function runSchedules({ config, jobs, redisUrl, storage, logger }: SchedulesOptions): {
  close(): Promise<void>;
} {
  const store = createScheduleStore(storage);
  const limits = { parametersMax: config.parametersLimit };
  const hosts = privateHosts(config.webhookPrivateHosts);
  const parts = { jobs, catalog: createDatasetCatalog(storage), limits, hosts, store };
  return startScheduleWorker({
    ...{ redisUrl, storage, logger },
    async fire(schedule, at, requestId) {
      const run = await runSchedule(schedule, { at, trigger: 'cron', requestId }, parts);
      logger.info({ schedule: schedule.name, ...run }, 'schedule ran');
    },
    giveUp: (schedule, at, reason) => noteRefusal(schedule, at, reason, store),
  });
}
