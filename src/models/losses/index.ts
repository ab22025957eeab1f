/** From the specification of a loss to what computes it. */
import type { ResolvedLoss } from '../specification/index.ts';
import { binaryCrossEntropy, crossEntropy, focalCrossEntropy, klDivergence } from './cross-entropies.ts';
import { categoricalHinge, hinge, huber, meanAbsoluteError, meanSquaredError } from './distances.ts';
import type { Loss } from './outputs.ts';

export { answersOf, type Loss, type Outputs, outputsOf } from './outputs.ts';

export function createLoss(loss: ResolvedLoss): Loss {
  switch (loss.type) {
    case 'sparseCategoricalCrossentropy':
      return crossEntropy(loss);
    case 'categoricalFocalCrossentropy':
      return focalCrossEntropy(loss);
    case 'binaryCrossentropy':
      return binaryCrossEntropy(loss);
    case 'meanSquaredError':
      return meanSquaredError;
    case 'meanAbsoluteError':
      return meanAbsoluteError;
    case 'huber':
      return (outputs) => huber(outputs, loss.delta);
    case 'hinge':
      return hinge;
    case 'categoricalHinge':
      return categoricalHinge;
    case 'klDivergence':
      return klDivergence;
  }
}
