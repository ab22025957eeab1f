/** Uses what was learnt: raw inputs in, labels and numbers out. */
export type { Answer, ClassAnswer } from './answers.ts';
export { bareType } from './media-types.ts';
export { type AnsweredInstance, createPredictor, type Predictor } from './predictor.ts';
