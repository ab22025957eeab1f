/** Uses what was learnt: raw inputs in, labels and numbers out. */
export { type Answer, type AnswerOptions, type ClassAnswer, likeliestLabel } from './answers.ts';
export { batchSettings } from './batch-settings.ts';
export { type Datatype, ELEMENT_BYTES, isDatatype } from './datatypes.ts';
export type { Caller } from './in-time.ts';
export type { InputTensor } from './input-tensor.ts';
export type { BatchSettings } from './lane.ts';
export { loggedShare } from './logged-models.ts';
export { bareType } from './media-types.ts';
export type { PredictionObserver, ShadowOutcome } from './observer.ts';
export { type AnsweredInstance, createPredictor, type Predictor } from './predictor.ts';
export type { ShadowStatistics } from './shadows.ts';
export { type InputSpec, type Signature, signatureOf, type TensorSpec } from './signature.ts';
export type { Duration, VersionStatistics } from './statistics.ts';
