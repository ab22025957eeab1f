/** Tensors of a table's columns as the values of its rows. */
import type { Numbers } from '../../data/index.ts';
import type { InputSpec } from '../signature.ts';
import { describeTensor, type InputTensor, inputMisfit, textOf } from './input-tensor.ts';
import type { Column } from './raw-inputs.ts';

/** @returns the columns in their order, undefined for those that were not given. @throws AppError ERR_INSTANCES. */
export function columnsOf(
  inputs: readonly InputSpec[],
  given: ReadonlyMap<string, InputTensor>,
): (Column | undefined)[] {
  return inputs.map((input) => {
    const tensor = given.get(input.name);
    return tensor && cellsOf(input, tensor);
  });
}

/** A missing value is NaN among numbers, and an empty text where values may be missing. */
function cellsOf(input: InputSpec, tensor: InputTensor): Column {
  const { shape, datatype, values } = tensor;
  if (shape.length > 2 || (shape.length === 2 && shape[1] !== 1) || !isTypeOf(input, tensor))
    throw inputMisfit(input, describeTensor(tensor));
  if (datatype === 'BYTES') {
    const texts = (values as readonly (string | Uint8Array | null)[]).map((element) => textOf(element, input));
    return (row) => (input.optional && texts[row] === '' ? null : texts[row]);
  }
  const numbers = values as Numbers;
  return (row) => (Number.isNaN(numbers[row]) ? null : numbers[row]);
}

/** Numbers of any width are numbers; only times may be either, as they may be in rows. */
function isTypeOf({ datatype }: InputSpec, tensor: InputTensor): boolean {
  if (datatype === 'BYTES') return tensor.datatype !== 'BOOL';
  return tensor.datatype !== 'BYTES' && (tensor.datatype !== 'BOOL' || datatype === 'BOOL');
}
