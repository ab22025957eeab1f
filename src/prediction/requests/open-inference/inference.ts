/** Requests of the Open Inference Protocol as inputs of a network. */
import { signatureOf } from '../../signature.ts';
import type { Readings, ReadVersion, RequestBody } from '../forms.ts';
import { encodeInputs } from '../raw-inputs.ts';
import { inputsOfTensors } from '../tensors.ts';
import { expectOutputs } from './outputs.ts';
import { readInferenceRequest, readRawRequest } from './request.ts';

/** @throws AppError ERR_MALFORMED, ERR_INSTANCES that names the input, ERR_PICTURE. */
export async function readInference(
  version: ReadVersion,
  { bytes, jsonBytes }: RequestBody<'inference'>,
  countMax: number,
): Promise<Readings['inference']> {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const signature = signatureOf(version);
  const request =
    jsonBytes === undefined
      ? readRawRequest(body, signature, countMax)
      : readInferenceRequest(body, jsonBytes, countMax);
  const outputs = expectOutputs(signature, request);
  const inputs = await encodeInputs(version.preprocessing, inputsOfTensors(version, request.inputs, countMax));
  return { inputs, outputs, ...(request.id !== undefined && { id: request.id }) };
}
