/** Pictures: their size and colours are the dataset's, their classes too. */
import { arraySplit } from './array-split.ts';
import { arrayTask } from './array-task.ts';
import type { Planner } from './kind.ts';
import { refusedAll, strangers } from './refusals.ts';

export const planImage: Planner = (manifest, options) => {
  const { request } = options;
  const problems = strangers('image', request.preprocessing ?? {}, []);
  if (problems.length > 0) throw refusedAll(problems);
  const task = arrayTask(manifest, request);
  const inputShape = manifest.content.form === 'array' ? manifest.content.shape : [];
  return { kind: 'image', task, inputShape, ...arraySplit(manifest, request, options, task) };
};
