/** A schedule as clients see it: a job that is asked for again and again, on the data that has the dataset's name then. */
import { createHash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { v7 as uuid } from 'uuid';
import { JobRequest, Name } from '../../models/specification/index.ts';

const CRON_LENGTH_MAX = 128;
const ZONE_LENGTH_MAX = 64;

export const ScheduleRequest = Type.Object(
  {
    cron: Type.String({
      ...{ minLength: 1, maxLength: CRON_LENGTH_MAX },
      description: 'minute, hour, day of the month, month, day of the week: `0 3 * * *` is every night at three',
    }),
    timezone: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: ZONE_LENGTH_MAX,
        default: 'UTC',
        description: 'of IANA: `Europe/Zurich`',
      }),
    ),
    job: JobRequest,
    unchanged: Type.Optional(
      Type.Enum(['skip', 'train'], {
        ...{ default: 'skip', description: 'what to do where the dataset is the one that was trained on last' },
      }),
    ),
    enabled: Type.Optional(Type.Boolean({ default: true })),
  },
  {
    additionalProperties: false,
    examples: [
      { cron: '0 3 * * *', timezone: 'Europe/Zurich', job: { model: 'digits', dataset: 'mnist', network: 'cnn' } },
    ],
  },
);
export type ScheduleRequest = Static<typeof ScheduleRequest>;

/** What became of one firing. */
export const ScheduleRun = Type.Object({
  at: Type.String({ description: 'when it was due: UTC, ISO 8601' }),
  trigger: Type.Enum(['cron', 'manual']),
  outcome: Type.Enum(['submitting', 'submitted', 'skipped', 'refused']),
  job: Type.Union([Type.String(), Type.Null()], { description: 'that it made, or is about to' }),
  datasetDigest: Type.Union([Type.String(), Type.Null()]),
  reason: Type.Optional(Type.String({ description: 'why there is no job' })),
});
export type ScheduleRun = Static<typeof ScheduleRun>;

export const Schedule = Type.Object({
  name: Name,
  cron: Type.String(),
  timezone: Type.String(),
  enabled: Type.Boolean(),
  unchanged: Type.Enum(['skip', 'train']),
  job: JobRequest,
  createdAt: Type.String(),
  updatedAt: Type.String(),
});
export type Schedule = Static<typeof Schedule>;

/** @param name of the schedule. */
export function scheduleOf(name: string, request: ScheduleRequest, before: Schedule | undefined, at: Date): Schedule {
  const { cron, timezone = 'UTC', job, unchanged = 'skip', enabled = true } = request;
  const updatedAt = at.toISOString();
  return { name, cron, timezone, enabled, unchanged, job, createdAt: before?.createdAt ?? updatedAt, updatedAt };
}

/**
 * The id of the job that a firing makes: the same whoever makes it, and however often it is tried, so that it is made once.
 * A UUID of version 7 of the time when it was due.
 */
export function jobIdOf({ name, createdAt }: Schedule, at: Date): string {
  const random = createHash('sha256')
    .update(JSON.stringify([name, createdAt, at.getTime()]))
    .digest();
  return uuid({ msecs: at.getTime(), random: random.subarray(0, 16) });
}
