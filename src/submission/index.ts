/** From a request to a job in the line: checked, planned and queued, whoever asks: a client, a sweep or a schedule. */
export { changedRequest } from './changed-request.ts';
export { type PlannedJob, planJob } from './plan-job.ts';
export { type SubmissionParts, submitJob } from './submit-job.ts';
