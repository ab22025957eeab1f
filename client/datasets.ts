/** Datasets: uploaded and imported, looked at, removed. */
import type { Connection } from './connection.ts';
import { EpochdError, jsonOf, notJson } from './errors.ts';
import { blobOf, type UploadFile } from './files.ts';
import { dataOf, type Http } from './http.ts';
import { given } from './job.ts';
import { Pages } from './pages.ts';
import { sleep } from './sleep.ts';
import type { CallOptions, DatasetData, Histogram, ImportOptions, RowsQuery } from './types.ts';
import { sendForm, type UploadProgress } from './upload.ts';

export interface UploadOptions extends CallOptions {
  /** How the files are to be understood; by default as they look. */
  readonly options?: ImportOptions | undefined;
  /** Told how much has been sent. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** Whether to wait until the files are imported. @default true */
  readonly wait?: boolean | undefined;
}

export interface Datasets {
  /**
   * Uploads one or more files and waits until they are a dataset.
   * @throws EpochdError if they cannot be imported: `detail` says why.
   */
  upload(name: string, files: UploadFile | readonly UploadFile[], options?: UploadOptions): Promise<DatasetData>;
  /** Waits until an upload is imported. @throws EpochdError if it cannot be. */
  ready(name: string, options?: CallOptions): Promise<DatasetData>;
  get(name: string, options?: CallOptions): Promise<DatasetData>;
  /** All, by name. */
  list(options?: CallOptions): Pages<DatasetData>;
  /** A look at some rows; pictures are data URLs. */
  rows(name: string, query?: RowsQuery & CallOptions): Promise<{ data: unknown[]; hasMore: boolean }>;
  /** How the numbers or times of a table's column are spread. */
  histogram(name: string, column: string, options?: CallOptions & { readonly bins?: number }): Promise<Histogram>;
  /** @throws EpochdError 409 while a job needs it. */
  remove(name: string, options?: CallOptions): Promise<void>;
}

const PAGE = 100;
/** Within the request that uploads; longer imports are asked for. */
const WAIT_SECONDS = 20;
const POLL_MS_MAX = 2000;

export function createDatasets(http: Http, connection: Connection): Datasets {
  const get: Datasets['get'] = (name, { signal } = {}) =>
    dataOf(http.GET('/v1/datasets/{name}', { params: { path: { name } }, ...given(signal) }));

  const ready: Datasets['ready'] = async (name, { signal } = {}) => {
    for (let wait = 100; ; wait = Math.min(wait * 1.5, POLL_MS_MAX)) {
      const dataset = await get(name, { signal });
      if (dataset.status === 'ready') return dataset;
      if (dataset.status === 'failed') {
        const { code = 'ERR_DATA', message = 'The import failed.' } = dataset.error ?? {};
        throw new EpochdError({ status: 422, code, detail: message });
      }
      if (dataset.status !== 'importing') throw notJson(200, `"${dataset.status}"`);
      await sleep(wait, signal);
    }
  };

  return {
    get,
    ready,
    async upload(name, files, { options, onProgress, signal, wait = true } = {}) {
      const form = new FormData();
      form.append('name', name);
      if (options) form.append('options', JSON.stringify(options));
      let totalBytes = 0;
      for (const file of [files].flat() as UploadFile[]) {
        const [blob, fileName] = blobOf(file);
        totalBytes += blob.size;
        form.append('file', blob, fileName);
      }
      const headers: Record<string, string> = wait ? { prefer: `wait=${WAIT_SECONDS}` } : {};
      const sending = { headers, totalBytes, onProgress, signal };
      const response = await sendForm(connection, '/v1/datasets', form, sending);
      const dataset = await jsonOf<DatasetData>(response);
      return wait && dataset.status !== 'ready' ? ready(name, { signal }) : dataset;
    },
    list: ({ signal } = {}) =>
      new Pages(
        (after) => {
          const query = { limit: PAGE, ...(after !== undefined && { after }) };
          return dataOf(http.GET('/v1/datasets', { params: { query }, ...given(signal) }));
        },
        ({ name }) => name,
      ),
    rows: (name, { signal, ...query } = {}) =>
      dataOf(http.GET('/v1/datasets/{name}/rows', { params: { path: { name }, query }, ...given(signal) })),
    histogram(name, column, { signal, bins } = {}) {
      const query = { column, ...(bins !== undefined && { bins }) };
      const params = { path: { name }, query };
      return dataOf(http.GET('/v1/datasets/{name}/histogram', { params, ...given(signal) }));
    },
    async remove(name, { signal } = {}) {
      await http.DELETE('/v1/datasets/{name}', { params: { path: { name } }, ...given(signal) });
    },
  };
}
