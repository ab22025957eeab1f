/** Which outputs a request of the Open Inference Protocol asks for. */
import { AppError } from '../../../errors.ts';
import type { Signature } from '../../signature.ts';

export interface RequestedOutput {
  readonly name: string;
  /** Raw, behind the JSON. */
  readonly binary: boolean;
  /** How many classes are told instead of the numbers. */
  readonly classification?: number;
}

export interface OutputsRequest {
  /** Undefined: all. */
  readonly outputs: readonly RequestedOutput[] | undefined;
  /** Whether outputs that say nothing of it are raw. */
  readonly binary: boolean;
}

/** The outputs that a request asks for; all, where it names none. @throws AppError ERR_INSTANCES. */
export function expectOutputs({ outputs }: Signature, request: OutputsRequest): readonly RequestedOutput[] {
  if (!request.outputs) return outputs.map(({ name }) => ({ name, binary: request.binary }));
  const names = outputs.map(({ name }) => `"${name}"`).join(', ');
  for (const { name, classification } of request.outputs) {
    const known = outputs.find((output) => output.name === name);
    if (!known) throw new AppError('ERR_INSTANCES', `Expected outputs ${names}. Received: "${name.slice(0, 60)}".`);
    if (classification !== undefined && known.datatype === 'BYTES') {
      const received = `classification of "${name}"`;
      throw new AppError(
        'ERR_INSTANCES',
        `Expected classification of numbers, ${names.split(',')[0]}. Received: ${received}.`,
      );
    }
  }
  if (new Set(request.outputs.map(({ name }) => name)).size < request.outputs.length)
    throw new AppError('ERR_INSTANCES', 'Expected each output once. Received: one twice.');
  return request.outputs;
}
