/** From a request to a job in the line: checked, planned and queued, whoever asks: a client, a sweep or a schedule. */
export { changedRequest, requestOf } from './changed-request.ts';
export { type GateCheckParts, planGateCheck, submitGateCheck } from './gate-checks.ts';
export type { FindVersion } from './known-version.ts';
export { keepingNeeded } from './needed-versions.ts';
export { type PlannedJob, type PlanningParts, planJob } from './plan-job.ts';
export { planningLimits } from './planning-limits.ts';
export { noteRefusal, runSchedule, SCHEDULE_METADATA, type ScheduleParts } from './run-schedule.ts';
export { EvaluationRequest, PredictionRequest } from './scoring-requests.ts';
export { type SubmissionParts, submitJob } from './submit-job.ts';
export { type ScoringParts, submitEvaluation, submitPrediction } from './submit-scoring.ts';
export { type PlannedSweep, planSweep } from './sweep/plan-sweep.ts';
export { epochsInAll } from './sweep/rungs.ts';
export { submitSweep } from './sweep/submit-sweep.ts';
export { lastTraining, type SweepTraining, trainingsOfTrials } from './sweep/trainings.ts';
export { type Values, valuesOfTrials } from './sweep/trials.ts';
export { readWebhook, requireEndpoint } from './webhook.ts';
