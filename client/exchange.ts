/** Versions as files of other tools: downloaded, and made of such files. Knows nothing of what is in them. */
import type { Connection } from './connection.ts';
import { jsonOf } from './errors.ts';
import { blobOf, type UploadFile } from './files.ts';
import type { CallOptions, VersionData } from './types.ts';
import { sendForm, type UploadProgress } from './upload.ts';

export type ExportFormat = 'keras' | 'savedmodel' | 'tfjs';

/** What a file does not say by itself. */
export interface ImportVersionOptions {
  /** What each output is called. */
  readonly labels?: readonly string[] | undefined;
  readonly task?: 'classification' | 'multiLabelClassification' | 'regression' | undefined;
  /** Of one input, where the file leaves lengths open. */
  readonly inputShape?: readonly number[] | undefined;
  /** What a raw input is, as versions have it. */
  readonly preprocessing?: unknown;
}

export interface ImportVersionCall extends CallOptions {
  readonly options?: ImportVersionOptions | undefined;
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
}

/** @returns the file, to be read as bytes or as it comes; made when it is first asked for, which takes as long as it takes. */
export function downloadVersion(
  connection: Connection,
  versionPath: string,
  format: string,
  { signal }: CallOptions,
): Promise<Response> {
  const path = `${versionPath}/export?format=${encodeURIComponent(format)}`;
  return connection.request(path, {}, { signal, timeoutMs: Number.POSITIVE_INFINITY });
}

/** @returns the version, which is the same for the same files and options. */
export async function importVersion(
  connection: Connection,
  model: string,
  files: UploadFile | readonly UploadFile[],
  { options, onProgress, signal }: ImportVersionCall,
): Promise<VersionData> {
  const form = new FormData();
  if (options) form.append('options', JSON.stringify(options));
  let totalBytes = 0;
  for (const file of [files].flat() as UploadFile[]) {
    const [blob, name] = blobOf(file);
    totalBytes += blob.size;
    form.append('file', blob, name);
  }
  const path = `/v1/models/${encodeURIComponent(model)}/versions`;
  const response = await sendForm(connection, path, form, { headers: {}, totalBytes, onProgress, signal });
  return jsonOf<VersionData>(response);
}
