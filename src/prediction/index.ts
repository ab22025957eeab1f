/** Uses what was learnt: raw inputs in, labels and numbers out. */
export { type Answer, type AnswerOptions, type ClassAnswer, likeliestLabel } from './answers.ts';
export { batchSettings } from './batch-settings.ts';
export { createRequestCheck, type RawInputs, type RequestCheck } from './contract-check.ts';
export { type Datatype, ELEMENT_BYTES, isDatatype } from './datatypes.ts';
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
export { createExplainer, EXPLAINED_MAX, EXPLANATIONS_WAITING_MAX, type Explainer } from './explainer.ts';
export type { Explanation } from './explanation.ts';
export {
  EXPLAINED_OUTPUTS,
  EXPLANATION_METHODS,
  type ExplanationWish,
  STEPS_MAX as EXPLANATION_STEPS_MAX,
} from './explanation-wish.ts';
export type { Caller } from './in-time.ts';
export type { InputTensor } from './input-tensor.ts';
export type { BatchSettings } from './lane.ts';
export { loggedShare } from './logged-models.ts';
export { bareType } from './media-types.ts';
export { type PredictionObserver, SHADOW_OUTCOMES, type ShadowOutcome } from './observer.ts';
export { type AnsweredInstance, createPredictor, type Predictor } from './predictor.ts';
export { type ShadowStatistics, sumShadowStatistics } from './shadows.ts';
export { type InputSpec, type Signature, signatureOf, type TensorSpec } from './signature.ts';
export { type Duration, sumStatistics, type VersionStatistics } from './statistics.ts';
