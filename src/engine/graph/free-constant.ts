/**
 * A constant that was recorded with two sizes of a batch, as what it is for any size. Knows nothing of what reads it.
 *
 * DESIGN A recording holds shapes as constants: `[2, 784]` with a batch of 2, `[3, 784]` with one of 3. A number that
 * differs is taken as `offset + factor × batch`, which two recordings determine. Where a reshape has one such dimension it
 * becomes −1, TensorFlow's own word for it, which leaves nothing to compute. Numbers that are all alike and only more of
 * them (a first state of zeros) are filled in. Anything else that depends on the batch is refused.
 */
import { typeAttribute } from '../operations.ts';
import { backend } from '../runtime.ts';
import type { ConstantValue, GraphDefinition } from './graph-definition.ts';
import { NotTraceableError } from './recorder.ts';

/** Small, because a recording computes; but not 1, which some operations take a shorter way for. */
export const RECORDED_BATCHES = [2, 3] as const;

const { TF_INT32: INT, TF_BOOL: BOOL } = backend.binding;
/** Of float32 and int32. */
const ELEMENT_BYTES = 4;

/** The batch in the graph that is written. */
export interface FreeBatch {
  readonly graph: GraphDefinition;
  /** The output that is its size, an int32 scalar: added at the first call. */
  size(): string;
}

/**
 * Adds what a constant of two recordings stands for.
 * @param recorded with `RECORDED_BATCHES`, in this order.
 * @param isReshape whether it is nothing but a shape to reshape to.
 * @returns the output that is it.
 * @throws NotTraceableError if it depends on the batch in another way than shapes do.
 */
export function writeConstant(
  batch: FreeBatch,
  recorded: readonly [ConstantValue, ConstantValue],
  isReshape: boolean,
): string {
  const { graph } = batch;
  const [one, two] = recorded;
  const sameShape = one.shape.join() === two.shape.join();
  if (sameShape && Buffer.compare(one.bytes, two.bytes) === 0) return graph.constant(one);
  if (sameShape && one.dtype === INT) {
    return writeNumbers(batch, [numbersOf(one), numbersOf(two)], one.shape, isReshape);
  }
  const element = one.bytes.slice(0, ELEMENT_BYTES);
  expectShapesAlone(one.dtype !== BOOL && [one, two].every(({ bytes }) => isFilledWith(bytes, element)), 'Const');
  const dimensions = writeNumbers(batch, [one.shape, two.shape], [one.shape.length], false);
  const value = graph.constant({ dtype: one.dtype, shape: [], bytes: element });
  return graph.add('Fill', [dimensions, value], [typeAttribute('T', one.dtype), typeAttribute('index_type', INT)]);
}

/** `offset + factor × batch`, number by number. */
function writeNumbers(
  { graph, size }: FreeBatch,
  [one, two]: readonly [readonly number[], readonly number[]],
  shape: readonly number[],
  isReshape: boolean,
): string {
  expectShapesAlone(one.length === two.length, 'Const');
  const [first, second] = RECORDED_BATCHES;
  const terms = one.map((value, index) => {
    const factor = ((two[index] as number) - value) / (second - first);
    return { factor, offset: value - factor * first };
  });
  const moving = terms.filter(({ factor }) => factor !== 0);
  // A product of the batch with itself, or what shrinks as it grows, would seem to have an offset below zero.
  expectShapesAlone(
    moving.every(({ factor, offset }) => factor > 0 && offset >= 0),
    'Const',
  );
  const offsets = terms.map(({ offset }) => offset);
  const factors = terms.map(({ factor }) => factor);
  if (isReshape && moving.length === 1) {
    const open = offsets.map((offset, index) => (factors[index] === 0 ? offset : -1));
    return graph.constant(integers(open, shape));
  }
  const type = [typeAttribute('T', INT)];
  const grown = graph.add('Mul', [graph.constant(integers(factors, shape)), size()], type);
  return graph.add('AddV2', [grown, graph.constant(integers(offsets, shape))], type);
}

export function integers(values: readonly number[], shape: readonly number[]): ConstantValue {
  return { dtype: INT, shape, bytes: new Uint8Array(Int32Array.from(values).buffer) };
}

function numbersOf({ bytes }: ConstantValue): number[] {
  return [...new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / ELEMENT_BYTES)];
}

function isFilledWith(bytes: Uint8Array, element: Uint8Array): boolean {
  return bytes.every((byte, index) => byte === element[index % element.length]);
}

/** @throws NotTraceableError unless `is`. @param what of the recordings differs. */
export function expectShapesAlone(is: boolean, what: string): void {
  if (is) return;
  throw new NotTraceableError(
    `Expected a computation that depends on its batch by shapes alone. Received: another ${what}.`,
  );
}
