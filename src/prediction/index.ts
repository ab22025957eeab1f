/** Uses what was learnt: raw inputs in, labels and numbers out. */
export { type Answer, type AnswerOptions, type ClassAnswer, likeliestLabel } from './answers.ts';
export { batchSettings } from './batch-settings.ts';
export type { Datatype } from './datatypes.ts';
export {
  createDriftWatch,
  DRIFT_VERDICTS,
  DRIFT_WINDOWS,
  type DriftReport,
  type DriftWatch,
  PSI_MAJOR,
  PSI_MODERATE,
  reportDrift,
} from './drift/index.ts';
export { createExplainer, EXPLANATIONS_WAITING_MAX, type Explainer } from './explainer.ts';
export type { Explanation } from './explanation.ts';
export type { Caller } from './in-time.ts';
export type { BatchSettings } from './lane.ts';
export { loggedShare } from './logged-models.ts';
export { bareType } from './media-types.ts';
export { type PredictionObserver, SHADOW_OUTCOMES, type ShadowOutcome } from './observer.ts';
export { type AnsweredInstance, createPredictor, type Predictor } from './predictor.ts';
export { createReader, type Reader } from './reader.ts';
export { BASELINE_WORDS, EXPLANATION_OPTIONS } from './requests/explanation.ts';
export type { Readings, RequestBody } from './requests/forms.ts';
export { parseJson } from './requests/json.ts';
export type { RequestedOutput } from './requests/open-inference/outputs.ts';
export { readBody as readServingBody } from './requests/tf-serving/request.ts';
export { DEFAULT_SIGNATURE, exampleMethod, methodName } from './requests/tf-serving/signatures.ts';
export { type ShadowStatistics, sumShadowStatistics } from './shadows.ts';
export { type InputSpec, type Signature, signatureOf, type TensorSpec } from './signature.ts';
export { type Duration, sumStatistics, type VersionStatistics } from './statistics.ts';
