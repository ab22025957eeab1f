/** The same request in other words: for a shell, for JavaScript, for Python. */
import { clientCode } from '../../parts/call-code.ts';
import type { Draft, Json } from './draft.ts';

/** @param base where the service is. @param isLocked whether it asks for a key. */
export function samplesOf(draft: Draft, base: string, isLocked: boolean): Readonly<Record<string, string>> {
  return {
    curl: curlOf(draft, base, isLocked),
    JavaScript: javaScriptOf(draft, base, isLocked),
    Python: pythonOf(draft, base, isLocked),
  };
}

function curlOf(draft: Draft, base: string, isLocked: boolean): string {
  const body = JSON.stringify(draft, null, 2).replaceAll("'", `'\\''`);
  const key = isLocked ? `\n  -H "authorization: Bearer $EPOCHD_KEY" \\` : '';
  return `curl -s ${base}/v1/jobs \\${key}\n  -H 'content-type: application/json' \\\n  -d '${body}'`;
}

function javaScriptOf(draft: Draft, base: string, isLocked: boolean): string {
  const body = JSON.stringify(draft, null, 2).replace(/^(\s*)"([A-Za-z_]\w*)":/gm, '$1$2:');
  return `${clientCode({ origin: base, isLocked })}
const job = await client.train(${body});
const { version } = await job.done();
console.log(version);`;
}

function pythonOf(draft: Draft, base: string, isLocked: boolean): string {
  const key = isLocked ? ', headers={"authorization": f"Bearer {os.environ[\'EPOCHD_KEY\']}"}' : '';
  return `# pip install httpx
${isLocked ? 'import os\n' : ''}import httpx

service = httpx.Client(base_url="${base}"${key}, timeout=60)
job = service.post("/v1/jobs", json=${pythonValue(draft)}).raise_for_status().json()`;
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
