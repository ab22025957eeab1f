/** Requests as large as the api takes them, each of another kind: bodies are made when they are needed, and forgotten. */
import { COLUMNS, NUMBERS, STEPS, TOKENS, WORDS } from './models.ts';

export interface LargeRequest {
  readonly name: string;
  readonly path: string;
  readonly type: string;
  readonly body: () => string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** The status that it is answered with. */
  readonly status: number;
}

const BODY_BYTES_MAX = 10 * 1024 * 1024;
const INSTANCES_MAX = 10_000;
/** Of values in JSON, which are limited as files are. */
const VALUES_BYTES = 64 * 1024 * 1024;

const JSON_TYPE = 'application/json';
const RAW_HEAD = Buffer.from(
  JSON.stringify({
    inputs: [
      {
        ...{ name: 'image', datatype: 'UINT8', shape: [INSTANCES_MAX, 28, 28, 1] },
        parameters: { binary_data_size: INSTANCES_MAX * 28 * 28 },
      },
    ],
  }),
);

export const REQUESTS: readonly LargeRequest[] = [
  predict('text', '10,000 texts', () => instances(() => JSON.stringify(words(TOKENS + 40)))),
  predict('text', 'one text of 10 MB', () => `{"instances":[${JSON.stringify(words(BODY_BYTES_MAX / 9))}]}`),
  predict('text', 'texts as CSV', () => lines('text', () => words(TOKENS + 40)), 'text/csv'),
  predict('tabular', '10,000 rows as objects', () => instances((row) => JSON.stringify(rowOf(row)))),
  predict(
    'tabular',
    '10,000 rows as CSV',
    () => lines(header(), (row) => Object.values(rowOf(row)).join()),
    'text/csv',
  ),
  predict('sequence', '10,000 series', () => instances((row) => JSON.stringify(numbers(row, 2 * STEPS)))),
  predict(
    'sequence',
    'one series of 10 MB',
    () => `{"instances":[${JSON.stringify(numbers(1, BODY_BYTES_MAX / 11))}]}`,
  ),
  predict('sequence', 'one series as CSV', () => lines('value', (row) => `${row / 7}`, 500_000), 'text/csv'),
  predict('tensor', '10,000 arrays', () => instances((row) => JSON.stringify(numbers(row, NUMBERS)))),
  predict('image', 'pictures as nested pixels', () => instances((row) => JSON.stringify(pixels(row)), 3500)),
  predict('tensor', '10,000 arrays as CSV', () => lines('', (row) => numbers(row, NUMBERS).join()), 'text/csv'),
  predict('tabular', '10,000 rows as columns', () => JSON.stringify({ inputs: columns(INSTANCES_MAX) })),
  predict('image', 'pictures as columns', () =>
    bounded('{"inputs":[', (row) => JSON.stringify(pixels(row)), ']}', BODY_BYTES_MAX, 3500),
  ),
  predict('tensor', '10,000 arrays, with a signature', () =>
    bounded(
      '{"signature_name":"serving_default","instances":[',
      (row) => JSON.stringify(numbers(row, NUMBERS)),
      ']}',
      BODY_BYTES_MAX,
      INSTANCES_MAX,
    ),
  ),
  {
    ...{
      name: 'classify, tabular: 10,000 examples',
      path: '/v1/models/tabular:classify',
      type: JSON_TYPE,
      status: 200,
    },
    body: () => bounded('{"examples":[', (row) => JSON.stringify(rowOf(row)), ']}', BODY_BYTES_MAX, INSTANCES_MAX),
  },
  infer('tensor', 'JSON, flat', () => tensor('tensor', 'FP32', [INSTANCES_MAX, NUMBERS], flatNumbers)),
  infer('tabular', 'JSON, a tensor for each column', () =>
    JSON.stringify({
      inputs: Object.entries(columns(INSTANCES_MAX)).map(([name, data]) => ({
        name,
        datatype: 'FP64',
        shape: [data.length],
        data,
      })),
    }),
  ),
  infer('text', 'JSON, texts', () => tensor('text', 'BYTES', [INSTANCES_MAX], () => JSON.stringify(words(TOKENS)))),
  {
    ...infer('image', 'raw pixels', () => Buffer.concat([RAW_HEAD, Buffer.alloc(INSTANCES_MAX * 28 * 28, 7)])),
    headers: { 'inference-header-content-length': `${RAW_HEAD.length}` },
  },
  {
    ...{
      name: 'explain, text: one text of 10 MB',
      path: '/v1/models/text:explain?steps=1',
      type: 'text/plain',
      status: 200,
    },
    body: () => words(BODY_BYTES_MAX / 9),
  },
  {
    ...{
      name: 'explain, tabular: CSV that is too long',
      path: '/v1/models/tabular:explain',
      type: 'text/csv',
      status: 400,
    },
    body: () => lines(header(), (row) => Object.values(rowOf(row)).join()),
  },
  {
    ...{
      name: 'infer, tensor: data of nothing but brackets',
      path: '/v2/models/tensor/infer',
      type: JSON_TYPE,
      status: 400,
    },
    body: () => brackets('inputs', BODY_BYTES_MAX),
  },
  { ...predict('tensor', 'nothing but brackets', () => brackets('instances', BODY_BYTES_MAX)), status: 400 },
  { ...predict('tensor', 'nothing but objects', () => objects(BODY_BYTES_MAX)), status: 400 },
  upload('JSON rows of 64 MB', () => fill('{"name":"rows","rows":[', (row) => JSON.stringify(rowOf(row)))),
  upload('JSON arrays of 64 MB', () =>
    fill('{"name":"arrays","inputs":[', (row) => JSON.stringify(numbers(row, NUMBERS))),
  ),
  {
    ...{ name: 'a job that is nothing but brackets', path: '/v1/jobs', type: JSON_TYPE, status: 413 },
    body: () => brackets('network', BODY_BYTES_MAX),
  },
];

function predict(model: string, what: string, body: () => string, type = JSON_TYPE): LargeRequest {
  return { name: `predict, ${model}: ${what}`, path: `/v1/models/${model}:predict`, type, body, status: 200 };
}

function infer(model: string, what: string, body: () => string | Buffer): LargeRequest {
  return { name: `infer, ${model}: ${what}`, path: `/v2/models/${model}/infer`, type: JSON_TYPE, body, status: 200 };
}

/** @param element of each instance, as JSON. */
function tensor(name: string, datatype: string, shape: number[], element: (row: number) => string): string {
  return bounded(
    `{"inputs":[{"name":"${name}","datatype":"${datatype}","shape":${JSON.stringify(shape)},"data":[`,
    element,
    ']}]}',
    BODY_BYTES_MAX,
    INSTANCES_MAX,
  );
}

function flatNumbers(row: number): string {
  return numbers(row, NUMBERS).join();
}

function columns(count: number): Record<string, number[]> {
  return Object.fromEntries(Array.from({ length: COLUMNS }, (_, column) => [`x${column}`, numbers(column, count)]));
}

function upload(what: string, body: () => string): LargeRequest {
  return { name: `upload: ${what}`, path: '/v1/datasets', type: JSON_TYPE, body, status: 202 };
}

/** As many as there may be, or as the body's limit leaves room for. */
function instances(instance: (row: number) => string, count = INSTANCES_MAX): string {
  return bounded('{"instances":[', instance, ']}', BODY_BYTES_MAX, count);
}

function fill(head: string, item: (row: number) => string): string {
  return bounded(head, item, ']}', VALUES_BYTES, Number.POSITIVE_INFINITY);
}

function lines(head: string, line: (row: number) => string, count = INSTANCES_MAX): string {
  return bounded(head === '' ? '' : `${head}\n`, line, '', BODY_BYTES_MAX, count, '\n');
}

function bounded(
  head: string,
  item: (row: number) => string,
  tail: string,
  bytesMax: number,
  countMax: number,
  separator = ',',
): string {
  const items: string[] = [];
  let bytes = head.length + tail.length;
  for (let row = 0; row < countMax; row++) {
    const next = item(row);
    bytes += next.length + separator.length;
    if (bytes > bytesMax) break;
    items.push(next);
  }
  return head + items.join(separator) + tail;
}

function brackets(key: string, bytes: number): string {
  return `{"${key}":[${'[],'.repeat(bytes / 3 - 10)}[]]}`;
}

function objects(bytes: number): string {
  const members = Array.from({ length: Math.floor(bytes / 12) - 10 }, (_, at) => `"${at.toString(36)}":{}`);
  return `{"instances":[{${members.join()}}]}`;
}

function words(count: number): string {
  return Array.from({ length: count }, (_, at) => WORDS[(at * 7919) % WORDS.length]).join(' ');
}

function numbers(row: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => Math.round(1e6 * Math.sin(row + at)) / 1e6);
}

function pixels(row: number): number[][] {
  return Array.from({ length: 28 }, (_, y) => Array.from({ length: 28 }, (__, x) => (row + x * y) % 256));
}

function rowOf(row: number): Record<string, number> {
  return Object.fromEntries(numbers(row, COLUMNS).map((number, column) => [`x${column}`, number]));
}

function header(): string {
  return Object.keys(rowOf(0)).join();
}
