/** Records a function of a batch, with one size of it, into a sketch. Knows nothing of what the sketch becomes. */
import { backend, freeing, type Tensor, tf } from '../runtime.ts';
import type { BatchSketch } from './free-batch.ts';
import type { GraphDefinition } from './graph-definition.ts';
import { addPlaceholder } from './placeholder.ts';
import { record } from './recorder.ts';
import type { Sketch } from './sketch.ts';

/** A graph that is being written: nodes, and the eager tensors that some of them stand for. */
export interface Draft<G extends GraphDefinition = GraphDefinition> {
  readonly graph: G;
  readonly outputs: Map<number, string>;
  readonly handles: Map<number, readonly string[]>;
}

export interface Sketched extends BatchSketch {
  /** The node that is the batch. */
  readonly input: string;
  readonly outputShape: readonly number[];
}

/**
 * @param shape of the batch, with its size.
 * @param compute is called once, with zeros.
 * @throws NotTraceableError if it reads a tensor.
 */
export function sketchBatch(
  { graph, outputs, handles }: Draft<Sketch>,
  shape: readonly number[],
  compute: (inputs: Tensor) => Tensor,
): Sketched {
  const { name: input } = addPlaceholder(graph, { shape, dtype: 'float32' });
  return freeing(() => {
    const zeros = tf.zeros([...shape]);
    for (const id of backend.getInputTensorIds([zeros])) outputs.set(id, input);
    return record(
      graph,
      { outputs, handles },
      () => compute(zeros),
      ({ result, outputOf }) => ({ graph, input, output: outputOf(result), outputShape: result.shape }),
    );
  });
}
