/** Uses what was learnt: raw inputs in, labels and numbers out. */
export type { Answer, ClassAnswer } from './answers.ts';
export { batchSettings } from './batch-settings.ts';
export type { Caller } from './in-time.ts';
export type { BatchSettings } from './lane.ts';
export { loggedShare } from './logged-models.ts';
export { bareType } from './media-types.ts';
export { type AnsweredInstance, createPredictor, type Predictor } from './predictor.ts';
