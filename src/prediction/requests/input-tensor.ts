/** A named tensor that came with a request, and how it is told that it does not fit. */
import type { Numbers } from '../../data/index.ts';
import { AppError } from '../../errors.ts';
import type { Datatype } from '../datatypes.ts';
import type { InputSpec } from '../signature.ts';

export interface InputTensor {
  readonly name: string;
  readonly datatype: Datatype;
  /** The batch first. */
  readonly shape: readonly number[];
  /** As many as the shape says, row-major: numbers, a missing one NaN; of BYTES texts or bytes, a missing one null. */
  readonly values: Numbers | readonly (string | Uint8Array | null)[];
}

/** An input that is not as the signature has it. */
export function inputMisfit({ name, datatype, shape }: InputSpec, received: string): AppError {
  const expected = `${datatype} of shape [${shape.join(', ')}] for input "${name}"`;
  return new AppError('ERR_INSTANCES', `Expected ${expected}. Received: ${received}.`);
}

export function describeTensor({ datatype, shape }: Pick<InputTensor, 'datatype' | 'shape'>): string {
  return `${datatype} of shape [${shape.join(', ')}]`;
}

/** @throws AppError ERR_INSTANCES for bytes that are no text. */
export function textOf(element: string | Uint8Array | null, input: InputSpec): string | null {
  if (element === null || typeof element === 'string') return element;
  try {
    return UTF_8.decode(element);
  } catch {
    throw inputMisfit(input, 'bytes that are no UTF-8');
  }
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
