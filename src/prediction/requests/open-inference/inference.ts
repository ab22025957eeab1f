/** Requests of the Open Inference Protocol as inputs of a network. */
import { signatureOf } from '../../signature.ts';
import type { Readings, ReadVersion, RequestBody } from '../forms.ts';
import { encodeInputs, type RawInputs } from '../raw-inputs.ts';
import { inputsOfTensors } from '../tensors.ts';
import { expectOutputs } from './outputs.ts';
import { type InferenceRequest, readInferenceRequest, readRawRequest } from './request.ts';

/** @throws AppError ERR_MALFORMED, ERR_INSTANCES that names the input, ERR_PICTURE. */
export async function readInference(
  version: ReadVersion,
  { bytes, jsonBytes }: RequestBody<'inference'>,
  countMax: number,
): Promise<Readings['inference']> {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const request =
    jsonBytes === undefined
      ? readRawRequest(body, signatureOf(version), countMax)
      : readInferenceRequest(body, jsonBytes, countMax);
  const { raw, ...asked } = askedInputs(version, request, countMax);
  return { ...asked, inputs: await encodeInputs(version.preprocessing, raw) };
}

/** @throws AppError ERR_INSTANCES. */
export function askedInputs(
  version: ReadVersion,
  request: InferenceRequest,
  countMax: number,
): Omit<Readings['inference'], 'inputs'> & { readonly raw: RawInputs } {
  const outputs = expectOutputs(signatureOf(version), request);
  const raw = inputsOfTensors(version, request.inputs, countMax);
  return { raw, outputs, ...(request.id !== undefined && { id: request.id }) };
}
