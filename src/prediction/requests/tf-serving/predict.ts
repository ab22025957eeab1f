/** TensorFlow Serving's requests as inputs of a network. */
import { contractOfInputs } from '../../contract.ts';
import type { Readings, ReadVersion, RequestBody } from '../forms.ts';
import { encodeInputs, expectInstances, rowsOf } from '../raw-inputs.ts';
import { inputsOfRequest, instancesOfExamples } from './instances.ts';
import { examplesRequest, predictRequest, readBody } from './request.ts';
import { expectSignature } from './signatures.ts';

/** @throws AppError ERR_MALFORMED, ERR_INSTANCES, ERR_PICTURE. */
export async function readPredict(
  version: ReadVersion,
  { bytes, contract }: RequestBody<'predict'>,
  countMax: number,
): Promise<Readings['predict']> {
  const { preprocessing } = version;
  const request = readBody(bytes);
  expectSignature(version, 'predict', request.signatureName);
  const asked = predictRequest(request);
  const raw = inputsOfRequest(version, asked, countMax);
  const inputs = await encodeInputs(preprocessing, raw);
  if (!contract) return { key: asked.form, inputs };
  return {
    ...{ key: asked.form, inputs },
    contract: await contractOfInputs(version, inputs, rowsOf(preprocessing, raw)),
  };
}

/** @throws AppError ERR_MALFORMED, ERR_INSTANCES, ERR_PICTURE. */
export async function readExamples(
  version: ReadVersion,
  { bytes, method }: RequestBody<'examples'>,
  countMax: number,
): Promise<Readings['examples']> {
  const request = readBody(bytes);
  expectSignature(version, method, request.signatureName);
  const instances = expectInstances(instancesOfExamples(version, examplesRequest(request)), countMax);
  return { inputs: await encodeInputs(version.preprocessing, { instances }) };
}
