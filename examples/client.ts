/** The three calls that an example makes, as any program would make them: upload, train, predict. */

const URL = process.env['EPOCHD_URL'] ?? 'http://localhost:3000';

export interface Dataset {
  readonly kind: string;
  readonly rows: number;
  readonly warnings: readonly string[];
}

export interface Job {
  readonly status: string;
  readonly error: { readonly message: string } | null;
  readonly evaluation: { readonly loss: number; readonly accuracy?: number };
}

/** Uploads files under a name, waits for the import, and tells what was understood. */
export async function upload(name: string, files: Record<string, Uint8Array | string>, options = {}): Promise<Dataset> {
  const form = new FormData();
  form.append('name', name);
  form.append('options', JSON.stringify(options));
  for (const [file, content] of Object.entries(files)) form.append('file', new Blob([bodyOf(content)]), file);
  const dataset = await call<Dataset>('/v1/datasets', { body: form, headers: { prefer: 'wait=300' } });
  console.log(`${name}: ${dataset.rows} rows, kind "${dataset.kind}"`, ...dataset.warnings);
  return dataset;
}

/** Trains, and waits for the end. @param job as `POST /v1/jobs` takes it. */
export async function train(job: object): Promise<Job> {
  const headers = { prefer: 'wait=300', 'content-type': 'application/json' };
  const ended = await call<Job>('/v1/jobs', { body: JSON.stringify(job), headers });
  if (ended.status !== 'succeeded') throw new Error(`The job is ${ended.status}. ${ended.error?.message ?? ''}`);
  const { loss, accuracy } = ended.evaluation;
  console.log(`tested: loss ${loss.toFixed(4)}${accuracy === undefined ? '' : `, accuracy ${accuracy.toFixed(3)}`}`);
  return ended;
}

/** @param body a raw thing of a content type. @returns an answer for each thing in it. */
export async function predict<T>(model: string, body: Uint8Array | string, type: string): Promise<T[]> {
  const headers = { 'content-type': type };
  const answer = await call<{ predictions: T[] }>(`/v1/models/${model}:predict`, { body: bodyOf(body), headers });
  return answer.predictions;
}

async function call<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(URL + path, { method: 'POST', ...init }).catch((cause: unknown) => {
    throw new Error(`Expected a service at ${URL}: npm start runs one.`, { cause });
  });
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** A copy of its own: a buffer may share its memory. */
function bodyOf(content: Uint8Array | string): Uint8Array<ArrayBuffer> | string {
  return typeof content === 'string' ? content : new Uint8Array(content);
}
