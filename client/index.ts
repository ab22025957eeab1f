/** The typed client of epochd, for Node and browsers: `createClient({ baseUrl })`. */
export type { Alias, MoveOptions } from './alias.ts';
export type { ConnectionOptions, Versions } from './connection.ts';
export { createClient, type EpochdClient, type Health } from './create-client.ts';
export type { Datasets, UploadOptions } from './datasets.ts';
export { EpochdError, EpochdUnreachableError, type FieldError, JobFailedError } from './errors.ts';
export type { EventOptions } from './events.ts';
export type { ExportFormat, ImportVersionCall, ImportVersionOptions } from './exchange.ts';
export type { UploadFile } from './files.ts';
export type { Http } from './http.ts';
export type { Changes, Job } from './job.ts';
export type { ExplainOptions, Explanations, LabelPrediction, Model, Predictions, PredictOptions } from './model.ts';
export type { Page, Pages } from './pages.ts';
export type { SubmitOptions } from './submission.ts';
export type * from './types.ts';
export type { UploadProgress } from './upload.ts';
export { CLIENT_VERSION, fits } from './version.ts';
