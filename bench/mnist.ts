/** MNIST as a job gets it: all rows to train with but the published test part, unless a share is held back. */
import { type Prepared, planData, prepareData } from '../src/data/index.ts';
import { openMnist } from '../src/data/mnist.ts';
import type { DataPlan } from '../src/models/specification/index.ts';

export async function openMnistExamples(validation = 0): Promise<Prepared & { readonly plan: DataPlan }> {
  const dataset = await openMnist();
  const plan = planData(dataset.manifest, { request: {}, validation });
  const { signal } = new AbortController();
  const tools = { memoryBytesMax: 2 ** 30, workspace: '', signal, log: () => undefined };
  return { plan, ...(await prepareData(dataset, plan, 0, tools)) };
}
