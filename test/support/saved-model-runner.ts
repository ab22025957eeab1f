/**
 * Runs SavedModels by TensorFlow's C library, as tfjs-node's `loadSavedModel` calls it, in a process that has nothing of this service
 * in it. Reads a list of runs from its standard input, as JSON, and writes what each gave, or said, as JSON.
 */
import '../../src/engine/node-compat.ts';
import { createRequire } from 'node:module';
import { json } from 'node:stream/consumers';
import type * as TensorFlow from '@tensorflow/tfjs-node';

export interface SavedModelRun {
  readonly folder: string;
  readonly signature: string;
  readonly inputs: Readonly<
    Record<string, { readonly dtype: string; readonly shape: readonly number[]; readonly values: readonly unknown[] }>
  >;
}

export type SavedModelOutcome = { readonly outputs: Readonly<Record<string, unknown[]>> } | { readonly error: string };

const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node') as typeof TensorFlow;
const outcomes: SavedModelOutcome[] = [];
for (const { folder, signature, inputs } of (await json(process.stdin)) as SavedModelRun[]) {
  try {
    const model = await tf.node.loadSavedModel(folder, ['serve'], signature);
    const fed = Object.entries(inputs).map(([name, { dtype, shape, values }]) => {
      const numbers = values.map((value) => value ?? Number.NaN);
      // It has no bytes of its own, and feeds whole numbers as what the model takes.
      const type = dtype === 'uint8' ? 'int32' : dtype;
      return [name, tf.tensor(numbers as never, [...shape], type as never)] as const;
    });
    const given = model.predict(Object.fromEntries(fed)) as unknown as Record<string, { arraySync(): unknown }>;
    const outputs = Object.entries(given).map(([name, tensor]) => [name, [tensor.arraySync()].flat(9)] as const);
    outcomes.push({ outputs: Object.fromEntries(outputs) });
    model.dispose();
  } catch (error) {
    outcomes.push({ error: String(error) });
  }
}
process.stdout.write(JSON.stringify(outcomes));
