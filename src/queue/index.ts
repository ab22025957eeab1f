/** The hand-over between api and worker: jobs, their states and events, the line they wait in. */
export type { Attempt } from './attempt.ts';
export { isEventId } from './event-log.ts';
export { Job, JobEvent, type Progress, VersionReference } from './job.ts';
export type { TrainingQueue } from './job-queue.ts';
export { type Failure, type JobWorker, startJobWorker } from './job-worker.ts';
export { createJobs, type Jobs } from './jobs.ts';
export { JOB_STATUSES } from './states.ts';
