/** Whether the rows of a dataset of arrays are what a version takes: pictures of its size, sounds of its rate, its numbers. */
import type { Problem } from '../../errors.ts';
import type { DataPlan } from '../../models/specification/index.ts';
import type { ArrayContent, DatasetManifest } from '../manifest.ts';

export function arrayInputProblems({ kind, content }: DatasetManifest, version: string, plan: DataPlan): Problem[] {
  const refuse = (expected: string, received: string): Problem[] => [
    { pointer: '/dataset', detail: `Expected ${expected}, as ${version} takes. Received: ${received}.` },
  ];
  if (kind !== plan.kind || content.form !== 'array')
    return refuse(`a dataset of kind "${plan.kind}"`, `one of kind "${kind}"`);
  switch (plan.kind) {
    case 'audio':
      return content.sampleRate === plan.sampleRate
        ? []
        : refuse(`sounds of ${plan.sampleRate} Hz`, `${content.sampleRate} Hz`);
    case 'sequence':
      return seriesFit(content, plan.inputShape)
        ? []
        : refuse(`series of ${plan.inputShape.join(' steps of ')} numbers`, `[${content.shape.join(', ')}]`);
    default: {
      const fits =
        content.shape.length === plan.inputShape.length &&
        content.shape.every((size, axis) => size === plan.inputShape[axis]);
      return fits ? [] : refuse(`rows of [${plan.inputShape.join(', ')}]`, `[${content.shape.join(', ')}]`);
    }
  }
}

/** Of longer series the last steps are taken. */
function seriesFit({ shape }: ArrayContent, [length = 1, features = 1]: readonly number[]): boolean {
  const [steps = 1, size = 1] = shape;
  return shape.length <= 2 && steps >= length && size === features;
}
