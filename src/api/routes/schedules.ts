/** Schedules: trainings by the clock, on the newest data under a name. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import { AppError } from '../../errors.ts';
import { Name } from '../../models/specification/index.ts';
import { Job, nextTime, Schedule, ScheduleRequest, ScheduleRun, type Schedules } from '../../queue/index.ts';
import { planJob, readWebhook, runSchedule, SCHEDULE_METADATA, type SubmissionParts } from '../../submission/index.ts';
import { failures } from '../responses.ts';

export interface ScheduleRoutesOptions extends SubmissionParts {
  readonly schedules: Schedules;
}

const RUNS_SHOWN = 20;
const NameParameters = Type.Object({ name: Type.String({ maxLength: 64 }) });
const NewNameParameters = Type.Object({ name: Name });

const ScheduleView = Type.Object({
  ...Schedule.properties,
  nextRunAt: Type.Union([Type.String(), Type.Null()], { description: 'null while it is disabled' }),
  runs: Type.Array(ScheduleRun, { description: 'the newest ones, newest first' }),
});
type ScheduleView = Static<typeof ScheduleView>;

export const scheduleRoutes: FastifyPluginAsyncTypebox<ScheduleRoutesOptions> = async (app, options) => {
  const { schedules, jobs, hosts } = options;
  const { store } = schedules;

  async function viewOf(schedule: Schedule): Promise<ScheduleView> {
    const nextRunAt = schedule.enabled ? nextTime(schedule, new Date()).toISOString() : null;
    return { ...schedule, nextRunAt, runs: await store.runs(schedule.name, RUNS_SHOWN) };
  }

  app.put(
    '/v1/schedules/:name',
    {
      schema: {
        tags: ['schedules'],
        summary: 'Train by the clock',
        description:
          'Makes or replaces a schedule. Its job is planned now, and again at each run against the data that has the name of ' +
          'its dataset then. Runs that were missed while nothing ran are made up for by one.',
        params: NewNameParameters,
        body: ScheduleRequest,
        response: { 200: ScheduleView, 201: ScheduleView, ...failures(400, 409, 413, 415, 422, 503) },
      },
    },
    async ({ params, body }, reply) => {
      await expectPlan(body);
      const { schedule, isNew } = await schedules.put(params.name, body);
      return reply.code(isNew ? 201 : 200).send(await viewOf(schedule));
    },
  );

  /** @throws AppError as `planJob`, with pointers into the schedule. */
  async function expectPlan({ job }: ScheduleRequest): Promise<void> {
    if (job.metadata && SCHEDULE_METADATA in job.metadata) {
      const detail = `Expected metadata without "${SCHEDULE_METADATA}", which tells the schedule of a job. Received: one.`;
      const pointer = `/job/metadata/${SCHEDULE_METADATA}`;
      throw new AppError('ERR_SCHEDULE', detail, { problems: [{ pointer, detail }] });
    }
    try {
      readWebhook(job.webhook, hosts);
      await planJob(job, options);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const problems = error.problems.map(({ pointer, detail }) => ({ pointer: `/job${pointer}`, detail }));
      throw new AppError(error.code, error.message, { problems });
    }
  }

  app.get(
    '/v1/schedules',
    {
      schema: {
        tags: ['schedules'],
        summary: 'The schedules there are, with their next and their last runs',
        response: { 200: Type.Object({ data: Type.Array(ScheduleView) }), ...failures(503) },
      },
    },
    async () => ({ data: await Promise.all((await schedules.list()).map(viewOf)) }),
  );

  app.get(
    '/v1/schedules/:name',
    {
      schema: {
        tags: ['schedules'],
        summary: 'One schedule',
        params: NameParameters,
        response: { 200: ScheduleView, ...failures(404, 503) },
      },
    },
    async ({ params }) => viewOf(await schedules.get(params.name)),
  );

  app.delete(
    '/v1/schedules/:name',
    {
      schema: {
        tags: ['schedules'],
        summary: 'Delete a schedule',
        description: 'Its jobs stay, and go on.',
        params: NameParameters,
        response: { 204: Type.Null(), ...failures(404, 503) },
      },
    },
    async ({ params }, reply) => {
      await schedules.remove(params.name);
      return reply.code(204).send(null);
    },
  );

  for (const name of ['enable', 'disable'] as const) {
    app.post(
      `/v1/schedules/:name/${name}`,
      {
        schema: {
          ...{
            tags: ['schedules'],
            summary: `${name === 'enable' ? 'Let' : 'Stop'} a schedule ${name === 'enable' ? 'run' : 'from running'}`,
          },
          ...{ params: NameParameters, response: { 200: ScheduleView, ...failures(404, 503) } },
        },
      },
      async ({ params }) => viewOf(await schedules.enable(params.name, name === 'enable')),
    );
  }

  app.post(
    '/v1/schedules/:name/run',
    {
      schema: {
        tags: ['schedules'],
        summary: 'Run a schedule now',
        description:
          'On unchanged data too, and while it is disabled; 409 while the job of the run before is not done.',
        params: NameParameters,
        response: { 202: Job, ...failures(404, 409, 422, 429, 503) },
      },
    },
    async ({ params, id }, reply) => {
      const schedule = await schedules.get(params.name);
      // To the second: whoever asks twice at once gets one job.
      const at = new Date(Math.floor(Date.now() / 1000) * 1000);
      const run = await runSchedule(schedule, { at, trigger: 'manual', requestId: id }, { ...options, store });
      if (run.job === null)
        throw new AppError('ERR_CONFLICT', `Expected a schedule that can run. Received: ${run.reason}`);
      return reply
        .code(202)
        .header('location', `/v1/jobs/${run.job}`)
        .send(await jobs.get(run.job));
    },
  );
};
