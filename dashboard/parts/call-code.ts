/** A prediction called from elsewhere: the same request by curl, by the client that the service sends, and in Python. Pure. */

export interface Call {
  /** As it is asked for: `/v1/models/digits/versions/2:predict`. */
  readonly path: string;
  /** The same as the client names it: `digits@2`. */
  readonly reference: string;
  readonly sent: { readonly instances: readonly unknown[] } | { readonly file: string; readonly type: string };
}

export interface Service {
  readonly origin: string;
  /** Whether it asks for a key. */
  readonly isLocked: boolean;
}

/** @returns code by language. */
export function callCode(call: Call, service: Service): Readonly<Record<string, string>> {
  return {
    curl: curlOf(call, service),
    JavaScript: javaScriptOf(call, service),
    Python: pythonOf(call, service),
  };
}

/** How the client comes to whoever has nothing of this service but its address, and what it is given. */
export function clientCode({ origin, isLocked }: Service, modules: readonly string[] = []): string {
  return [
    `// In call.mjs, beside the client that the service sends:`,
    `//   curl -sO ${origin}/client.mjs && node call.mjs`,
    `import { createClient } from './client.mjs';`,
    ...modules,
    '',
    `const client = createClient({ baseUrl: '${origin}'${isLocked ? ', apiKey: process.env.EPOCHD_KEY' : ''} });`,
  ].join('\n');
}

function curlOf({ path, sent }: Call, { origin, isLocked }: Service): string {
  const isFile = 'file' in sent;
  const lines = [
    `curl -s ${origin}${path}`,
    ...(isLocked ? ['-H "authorization: Bearer $EPOCHD_KEY"'] : []),
    `-H 'content-type: ${isFile ? sent.type : 'application/json'}'`,
    isFile ? `--data-binary @${quoted(sent.file)}` : `-d ${quoted(JSON.stringify({ instances: sent.instances }))}`,
  ];
  return lines.join(' \\\n  ');
}

function javaScriptOf({ reference, sent }: Call, service: Service): string {
  const isFile = 'file' in sent;
  const read = isFile ? [`import { openAsBlob } from 'node:fs';`] : [];
  const given = isFile
    ? `await openAsBlob(${JSON.stringify(sent.file)}, { type: '${sent.type}' })`
    : JSON.stringify(sent.instances);
  return `${clientCode(service, read)}
const { predictions } = await client.model('${reference}').predict(${given});
console.log(predictions);`;
}

function pythonOf({ path, sent }: Call, { origin, isLocked }: Service): string {
  const isFile = 'file' in sent;
  const headers = [
    ...(isFile ? [`"content-type": "${sent.type}"`] : []),
    ...(isLocked ? [`"authorization": f"Bearer {os.environ['EPOCHD_KEY']}"`] : []),
  ];
  const given = [
    isFile
      ? `content=open(${JSON.stringify(sent.file)}, "rb").read()`
      : `json={"instances": ${pythonValue(sent.instances)}}`,
    ...(headers.length > 0 ? [`headers={${headers.join(', ')}}`] : []),
  ];
  return `# pip install httpx
${isLocked ? 'import os\n' : ''}import httpx

answer = httpx.post("${origin}${path}", ${given.join(', ')})
answer.raise_for_status()
print(answer.json()["predictions"])`;
}

/** JSON as Python writes it: words within texts stay as they are. */
function pythonValue(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value as object)
    .map(([key, item]) => `${JSON.stringify(key)}: ${pythonValue(item)}`)
    .join(', ')}}`;
}

/** For a shell, whatever it holds. */
function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
