/** The same request in other words: for a shell, for JavaScript, for Python. */
import { clientCode } from '../../parts/call-code.ts';
import type { Draft, Json } from './draft.ts';

export interface SampleOptions {
  /** Which route takes the request. */
  readonly kind: 'jobs' | 'sweeps';
  /** Where the service is. */
  readonly base: string;
  /** Whether it asks for a key. */
  readonly isLocked: boolean;
}

export function samplesOf(draft: Draft, options: SampleOptions): Readonly<Record<string, string>> {
  return {
    curl: curlOf(draft, options),
    JavaScript: javaScriptOf(draft, options),
    Python: pythonOf(draft, options),
  };
}

function curlOf(draft: Draft, { kind, base, isLocked }: SampleOptions): string {
  const body = JSON.stringify(draft, null, 2).replaceAll("'", `'\\''`);
  const key = isLocked ? `\n  -H "authorization: Bearer $EPOCHD_KEY" \\` : '';
  return `curl -s ${base}/v1/${kind} \\${key}\n  -H 'content-type: application/json' \\\n  -d '${body}'`;
}

function javaScriptOf(draft: Draft, { kind, base, isLocked }: SampleOptions): string {
  const body = JSON.stringify(draft, null, 2).replace(/^(\s*)"([A-Za-z_]\w*)":/gm, '$1$2:');
  return `${clientCode({ origin: base, isLocked })}
const job = await client.${kind === 'sweeps' ? 'sweep' : 'train'}(${body});
const { version } = await job.done();
console.log(version);`;
}

function pythonOf(draft: Draft, { kind, base, isLocked }: SampleOptions): string {
  const key = isLocked ? ', headers={"authorization": f"Bearer {os.environ[\'EPOCHD_KEY\']}"}' : '';
  return `# pip install httpx
${isLocked ? 'import os\n' : ''}import httpx

service = httpx.Client(base_url="${base}"${key}, timeout=60)
job = service.post("/v1/${kind}", json=${pythonValue(draft)}).raise_for_status().json()`;
}

/** JSON as Python writes it. */
function pythonValue(value: Json, indent = ''): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  const deeper = `${indent}    `;
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => pythonValue(item, deeper));
    if (value.every((item) => typeof item !== 'object')) return `[${items.join(', ')}]`;
    return `[\n${items.map((item) => deeper + item).join(',\n')},\n${indent}]`;
  }
  if (typeof value === 'object') {
    const fields = Object.entries(value as Draft).map(
      ([key, item]) => `${deeper}${JSON.stringify(key)}: ${pythonValue(item, deeper)},`,
    );
    return fields.length > 0 ? `{\n${fields.join('\n')}\n${indent}}` : '{}';
  }
  return JSON.stringify(value);
}
