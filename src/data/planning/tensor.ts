/** Numbers of one shape: their targets came with them, and all that is left to say is how they are scaled. */
import { arraySplit } from './array-split.ts';
import { arrayTask } from './array-task.ts';
import type { Planner } from './kind.ts';
import { refused, refusedAll, strangers } from './refusals.ts';

export const planTensor: Planner = (manifest, options) => {
  const { request } = options;
  const { content } = manifest;
  if (content.form !== 'array') throw refused('/dataset', 'Expected a dataset of arrays. Received: a table.');
  const preprocessing = request.preprocessing ?? {};
  const problems = strangers('tensor', preprocessing, ['scaling']);
  if (problems.length > 0) throw refusedAll(problems);
  const task = arrayTask(manifest, request);
  return {
    ...{ kind: 'tensor', task, inputShape: content.shape, scaling: preprocessing.scaling ?? 'standard' },
    ...arraySplit(manifest, request, options, task),
  };
};
