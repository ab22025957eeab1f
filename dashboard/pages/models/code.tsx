/** A version called from elsewhere: the same request in each language, and by the protocol that Triton's clients speak. */
import { useEffect, useRef } from 'preact/hooks';
import type { VersionData } from '../../../client/index.ts';
import { callCode } from '../../parts/call-code.ts';
import { Code } from '../../parts/code.tsx';
import { isLocked } from '../../service.ts';
import { exampleOf } from './example.ts';

/** Where it is on a version's page. */
export const CALL_ID = 'call';

export function CallIt({ version: data }: { readonly version: VersionData }) {
  const { model, version, preprocessing } = data;
  const service = { origin: location.origin, isLocked: isLocked() };
  const call = {
    path: `/v1/models/${model}/versions/${version}:predict`,
    reference: `${model}@${version}`,
    sent: exampleOf(preprocessing),
  };
  const section = useRef<HTMLElement>(null);
  // It comes after the page that the address was asked for.
  useEffect(() => {
    if (location.hash === `#${CALL_ID}`) section.current?.scrollIntoView();
  }, []);
  return (
    <section class="card stack" id={CALL_ID} ref={section} aria-labelledby="call-title">
      <h2 class="flush" id="call-title">
        Call it from your code
      </h2>
      <Code of={{ ...callCode(call, service), tritonclient: tritonOf(data, service) }} />
      <p class="faint">{answerTold(data)}</p>
    </section>
  );
}

const LABELS_SHOWN = 12;

/** What the numbers mean that come back. */
function answerTold({ task, labels, preprocessing }: VersionData): string {
  const names = `${labels.slice(0, LABELS_SHOWN).join(', ')}${labels.length > LABELS_SHOWN ? ', …' : ''}`;
  if (task === 'regression') return `It answers with ${names}.`;
  const { kind } = preprocessing;
  if (kind === 'image' || kind === 'audio')
    return 'A file is answered with its likeliest labels and their probabilities.';
  return `It answers with the probabilities of ${names}, in this order.`;
}

function tritonOf(
  { model, version, preprocessing }: VersionData,
  { origin, isLocked: isKeyAsked }: { readonly origin: string; readonly isLocked: boolean },
): string {
  const shape = shapeOf(preprocessing);
  const host = origin.replace(/^https?:\/\//, '');
  const headers = isKeyAsked ? ', headers=headers' : '';
  const comment = shape
    ? `# Its metadata say what it takes.\n`
    : `# Its metadata say what inputs it takes, and of which types: data = {"name": numpy array, …}\n`;
  const inputs = shape
    ? `data = {metadata["inputs"][0]["name"]: np.zeros([1, ${shape.join(', ')}], np.float32)}`
    : `data = {each["name"]: np.array([[b"0"]], object) if each["datatype"] == "BYTES" else np.zeros([1, 1], triton.triton_to_np_dtype(each["datatype"])) for each in metadata["inputs"]}`;
  return [
    '# pip install tritonclient[http]',
    ...(isKeyAsked ? ['import os'] : []),
    'import numpy as np',
    'import tritonclient.http as http',
    'import tritonclient.utils as triton',
    '',
    `client = http.InferenceServerClient("${host}")`,
    ...(isKeyAsked ? [`headers = {"authorization": f"Bearer {os.environ['EPOCHD_KEY']}"}`] : []),
    `${comment}metadata = client.get_model_metadata("${model}", "${version}"${headers})`,
    inputs,
    'inputs = []',
    'for name, array in data.items():',
    '    inputs.append(http.InferInput(name, array.shape, triton.np_to_triton_dtype(array.dtype)))',
    '    inputs[-1].set_data_from_numpy(array)',
    `answer = client.infer("${model}", inputs, "${version}"${headers})`,
    'print(answer.as_numpy(metadata["outputs"][0]["name"]))',
  ].join('\n');
}

/** Of inputs that are one tensor. */
function shapeOf(preprocessing: VersionData['preprocessing']): readonly number[] | undefined {
  switch (preprocessing.kind) {
    case 'image':
      return [preprocessing.height, preprocessing.width, preprocessing.channels];
    case 'tensor':
      return preprocessing.shape;
    default:
      return undefined;
  }
}
