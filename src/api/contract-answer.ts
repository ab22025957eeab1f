/** What is added to a prediction's answer where `?contract=true` asks for it. */
import { createRequestCheck, type RawInputs, type RequestCheck } from '../prediction/index.ts';
import type { Manifest } from '../registry/index.ts';
import { instancesOf } from './protocols/tf-serving/instances.ts';
import { predictRequest, readBody } from './protocols/tf-serving/request.ts';

export interface CheckedRequest extends Pick<RequestCheck, 'caller'> {
  /** Once it was predicted, of a file. */
  fileResult(): Promise<ContractAnswer>;
  /** Of JSON. */
  jsonResult(manifest: Manifest): Promise<ContractAnswer>;
}

/** Of each instance; null for a version without a contract. */
export type ContractAnswer = Readonly<Record<'warnings' | 'novelty', readonly unknown[] | null>>;

/** A larger body is not read a second time: its unseen values are told of without what they are. */
const READ_AGAIN_BYTES = 1024 * 1024;

/** @param body which is read again for the words in which its values were written. */
export function checkedRequest(body: Buffer, mediaType: string): CheckedRequest {
  const check = createRequestCheck();
  const isSmall = body.length <= READ_AGAIN_BYTES;
  // A file's bytes may be taken over while it is predicted.
  const csv = isSmall && mediaType === 'text/csv' ? Uint8Array.from(body) : undefined;

  async function answer(raw?: RawInputs): Promise<ContractAnswer> {
    return (await check.result(raw)) ?? { warnings: null, novelty: null };
  }

  return {
    caller: check.caller,
    fileResult: () => answer(csv && { csv }),
    jsonResult(manifest) {
      if (!isSmall || manifest.preprocessing.kind !== 'tabular') return answer();
      return answer({ instances: instancesOf(manifest, predictRequest(readBody(body))) });
    },
  };
}
