/**
 * From the body of a request to inputs of a network: parsed, checked, preprocessed, in each form that there is. It takes as long
 * as the body is large, and knows nothing of where it runs, nor of HTTP.
 */
import { preprocessingKind, rawRowsOfFile } from '../../data/index.ts';
import { contractOfInputs } from '../contract.ts';
import { readExplanation } from './explanation.ts';
import type { Form, Readings, ReadVersion, RequestBody } from './forms.ts';
import { readInference } from './open-inference/inference.ts';
import { fittingCount } from './raw-inputs.ts';
import { readExamples, readPredict } from './tf-serving/predict.ts';

type Readers = {
  readonly [F in Form]: (version: ReadVersion, body: RequestBody<F>, countMax: number) => Promise<Readings[F]>;
};

const READERS: Readers = {
  file: readFile,
  predict: readPredict,
  examples: readExamples,
  inference: readInference,
  explanation: readExplanation,
};

/**
 * By the long way, which takes whatever is right and says what is wrong.
 * @param countMax more inputs are refused.
 * @throws AppError ERR_MALFORMED, ERR_INSTANCES, ERR_PICTURE; of explanations ERR_VALIDATION, ERR_EXPLANATION, too.
 */
export function readRequest(version: ReadVersion, body: RequestBody, countMax: number): Promise<Readings[Form]> {
  const read = READERS[body.form] as (
    version: ReadVersion,
    body: RequestBody,
    countMax: number,
  ) => Promise<Readings[Form]>;
  return read(version, body, fittingCount(version, countMax));
}

async function readFile(
  version: ReadVersion,
  { bytes, mediaType, contract }: RequestBody<'file'>,
  countMax: number,
): Promise<Readings['file']> {
  const { preprocessing } = version;
  const inputs = await preprocessingKind(preprocessing).encodeFile(preprocessing, bytes, mediaType, countMax);
  if (!contract) return { inputs };
  const rows = preprocessing.kind === 'tabular' ? await rawRowsOfFile(preprocessing, bytes, countMax) : undefined;
  return { inputs, contract: await contractOfInputs(version, inputs, rows) };
}
