/** What the service is at: the lines of jobs, who works on them, the predictions of the last minute, the machine. */
import os from 'node:os';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { JOB_KINDS, type Jobs } from '../../queue/index.ts';
import type { Siblings } from '../processes/siblings.ts';
import { type RecentPredictions, recentFigures } from '../recent-predictions.ts';
import { failures } from '../responses.ts';

const Count = Type.Integer({ minimum: 0 });
const OrNull = Type.Union([Type.Number(), Type.Null()]);

const Activity = Type.Object({
  lines: Type.Array(
    Type.Object({
      kind: Type.Enum([...JOB_KINDS]),
      slots: Type.Integer({
        minimum: 0,
        description: 'workers that take jobs of this kind, one each at a time; 0: nothing of it runs',
      }),
      running: Count,
      waiting: Count,
    }),
    { description: 'of jobs, by their kind' },
  ),
  predictions: Type.Object(
    {
      seconds: Type.Integer({ description: 'that were looked back' }),
      answered: Count,
      failed: Count,
      perSecond: Type.Number(),
      p50Ms: OrNull,
      p99Ms: OrNull,
    },
    { description: 'that this api computed, in all of its processes' },
  ),
  machine: Type.Object(
    {
      cores: Count,
      load: Type.Number({
        description: "the mean number of running processes in the last minute; one a core is the machine's all",
      }),
      memoryBytes: Count,
      freeMemoryBytes: Count,
      uptimeSeconds: Type.Number({ description: 'of the api, by its oldest process' }),
    },
    { description: 'on which this api runs' },
  ),
});

export interface ActivityRoutesOptions {
  readonly jobs: Pick<Jobs, 'counts' | 'slots'>;
  readonly recent: RecentPredictions;
  readonly siblings: Siblings;
}

export const activityRoutes: FastifyPluginAsyncTypebox<ActivityRoutesOptions> = async (app, options) => {
  const { jobs, recent, siblings } = options;
  const askAll = siblings.share('activity', () => ({ counts: recent.read(), uptimeSeconds: process.uptime() }));

  app.get(
    '/v1/activity',
    {
      schema: {
        tags: ['service'],
        summary: 'What the service is at',
        response: { 200: Activity, ...failures(503) },
      },
    },
    async () => {
      const { answers } = await askAll(undefined);
      return {
        lines: await Promise.all(JOB_KINDS.map(lineOf)),
        predictions: recentFigures(answers.map(({ counts }) => counts)),
        machine: {
          ...{ cores: os.availableParallelism(), load: Math.round((os.loadavg()[0] ?? 0) * 100) / 100 },
          ...{ memoryBytes: os.totalmem(), freeMemoryBytes: os.freemem() },
          uptimeSeconds: Math.round(Math.max(...answers.map(({ uptimeSeconds }) => uptimeSeconds))),
        },
      };
    },
  );

  async function lineOf(kind: (typeof JOB_KINDS)[number]) {
    const [counts, slots] = await Promise.all([jobs.counts(kind), jobs.slots(kind)]);
    const { active: running = 0, waiting = 0, prioritized = 0, delayed = 0 } = counts;
    return { kind, slots, running, waiting: waiting + prioritized + delayed };
  }
};
