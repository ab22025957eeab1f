/** Uses what was learnt: raw inputs in, labels and numbers out. */
export { createPredictor, type LabelledPrediction, type Predictor } from './predictor.ts';
export { type ModelReference, resolveReference } from './reference.ts';
