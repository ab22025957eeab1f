/** The hand-over between api and worker: jobs, their states and events, the lines they wait in. */
export type { Attempt } from './attempt.ts';
export { type ChildState, childId } from './children.ts';
export type { Deliveries } from './deliveries.ts';
export { isEventId } from './event-log.ts';
export {
  type Checkpoint,
  type ImportJob,
  Job,
  JobEvent,
  type Progress,
  type ScoringJob,
  type SweepJob,
  type TrainingJob,
} from './job.ts';
export {
  type EvaluationSpecification,
  type ImportSpecification,
  JOB_KINDS,
  type JobKind,
  type PredictionSpecification,
  type Results,
  SweepPlace,
  VersionReference,
} from './job-kinds.ts';
export type { JobQueue } from './job-queue.ts';
export { type Failure, type JobWorker, startJobWorker, type Waiting } from './job-worker.ts';
export { createJobs, type Jobs, newJobId } from './jobs.ts';
export { type JobOutput, MEDIA_TYPES, OUTPUT_FORMATS, type OutputFormat, outputKey } from './outputs.ts';
export {
  createScheduleStore,
  createSchedules,
  jobIdOf,
  nextTime,
  Schedule,
  ScheduleRequest,
  ScheduleRun,
  type ScheduleStore,
  type Schedules,
  startScheduleWorker,
  type Turn,
} from './schedules/index.ts';
export { isFinished, JOB_STATUSES } from './states.ts';
export type { WebhookLine } from './webhook-line.ts';
export { startWebhookWorker } from './webhook-worker.ts';
