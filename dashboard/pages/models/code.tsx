/** A version called from elsewhere: the same request by curl, in TypeScript and in Python. */
import { useState } from 'preact/hooks';
import type { VersionData } from '../../../client/index.ts';
import { Copied } from './copied.tsx';
import { exampleOf } from './example.ts';

const LANGUAGES = { curl: 'curl', typescript: 'TypeScript', python: 'Python', triton: 'tritonclient' } as const;
type Language = keyof typeof LANGUAGES;

export function Code({ version }: { readonly version: VersionData }) {
  const [language, setLanguage] = useState<Language>('curl');
  return (
    <section class="card stack">
      <div class="row spread">
        <h2 class="flush">Call it</h2>
        <fieldset class="choices">
          <legend class="visually-hidden">In which language</legend>
          {Object.entries(LANGUAGES).map(([each, title]) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === language}
              onClick={() => setLanguage(each as Language)}
            >
              {title}
            </button>
          ))}
        </fieldset>
      </div>
      <Copied text={CODE[language](version, location.origin)} />
    </section>
  );
}

const CODE: { readonly [L in Language]: (version: VersionData, origin: string) => string } = {
  curl({ model, version, preprocessing }, origin) {
    const { type, file, instances } = exampleOf(preprocessing);
    const url = `${origin}/v1/models/${model}/versions/${version}:predict`;
    const body =
      file === undefined
        ? `-d '${JSON.stringify({ instances }).replaceAll("'", "'\\''")}'`
        : `-H 'content-type: ${type}' --data-binary @${file}`;
    return `curl -s ${url} \\\n  ${body}`;
  },
  typescript({ model, version, preprocessing }, origin) {
    const { file, type, instances } = exampleOf(preprocessing);
    const head = `import { createClient } from './client/index.ts';\n`;
    const client = `const client = createClient({ baseUrl: '${origin}' });\n`;
    const asked = `client.model('${model}@${version}').predict`;
    if (file === undefined)
      return `${head}\n${client}const { predictions } = await ${asked}(${JSON.stringify(instances)});`;
    const read = `import { readFile } from 'node:fs/promises';\n`;
    return `${read}${head}\n${client}const { predictions } = await ${asked}(await readFile('${file}'), { type: '${type}' });\nconsole.log(predictions[0]);`;
  },
  python({ model, version, preprocessing }, origin) {
    const { file, type, instances } = exampleOf(preprocessing);
    const url = `"${origin}/v1/models/${model}/versions/${version}:predict"`;
    const sent =
      file === undefined
        ? `json={"instances": ${pythonOf(instances)}}`
        : `content=open("${file}", "rb").read(), headers={"content-type": "${type}"}`;
    return `import httpx\n\nanswer = httpx.post(${url}, ${sent})\nanswer.raise_for_status()\nprint(answer.json()["predictions"])`;
  },
  triton({ model, version, preprocessing }, origin) {
    const shape = shapeOf(preprocessing);
    const host = origin.replace(/^https?:\/\//, '');
    const comment = shape
      ? `# Its metadata say what it takes.\n`
      : `# Its metadata say what inputs it takes, and of which types: data = {"name": numpy array, …}\n`;
    const inputs = shape
      ? `data = {metadata["inputs"][0]["name"]: np.zeros([1, ${shape.join(', ')}], np.float32)}`
      : `data = {each["name"]: np.array([[b"0"]], object) if each["datatype"] == "BYTES" else np.zeros([1, 1], triton.triton_to_np_dtype(each["datatype"])) for each in metadata["inputs"]}`;
    return [
      'import numpy as np',
      'import tritonclient.http as http',
      'import tritonclient.utils as triton',
      '',
      `client = http.InferenceServerClient("${host}")`,
      `${comment}metadata = client.get_model_metadata("${model}", "${version}")`,
      inputs,
      'inputs = []',
      'for name, array in data.items():',
      '    inputs.append(http.InferInput(name, array.shape, triton.np_to_triton_dtype(array.dtype)))',
      '    inputs[-1].set_data_from_numpy(array)',
      `answer = client.infer("${model}", inputs, "${version}")`,
      'print(answer.as_numpy(metadata["outputs"][0]["name"]))',
    ].join('\n');
  },
};

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

function pythonOf(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll(/\bnull\b/g, 'None')
    .replaceAll(/\btrue\b/g, 'True')
    .replaceAll(/\bfalse\b/g, 'False');
}
