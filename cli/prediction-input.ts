/** What is predicted or explained: files, stdin, or values that were typed. */
import fs from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { fileOf } from './data-source.ts';
import { UsageError } from './errors.ts';

export interface PredictionInput {
  readonly name: string;
  /** Instances, or what is sent as it is. */
  readonly content: readonly unknown[] | Blob | string;
  readonly type?: string | undefined;
}

export interface InputOptions {
  readonly instance: string[];
  readonly text: string[];
  readonly type?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  ...{ png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', webp: 'image/webp', gif: 'image/gif' },
  ...{ wav: 'audio/wav', csv: 'text/csv', txt: 'text/plain', json: 'application/json' },
};
const JSON_TYPE = 'application/json';
const FILE_BYTES_MAX = 64 * 1024 * 1024;

/** @throws UsageError, before anything is sent, on what cannot be read or has no type. */
export async function readInputs(
  files: readonly string[],
  { instance, text, type }: InputOptions,
): Promise<PredictionInput[]> {
  const inputs: PredictionInput[] = await Promise.all(files.map((file) => readInput(file, type)));
  if (instance.length > 0)
    inputs.push({ name: '--instance', content: instance.map((each) => parsed(each, '--instance')) });
  for (const each of text) inputs.push({ name: each, content: each, type: 'text/plain' });
  if (inputs.length > 0) return inputs;
  throw new UsageError('Expected a FILE (- is stdin), --instance or --text. Received: nothing to predict.');
}

async function readInput(file: string, given: string | undefined): Promise<PredictionInput> {
  const type = given ?? TYPES[file.split('.').at(-1)?.toLowerCase() ?? ''];
  if (type === undefined) {
    const known = Object.keys(TYPES).join(', ');
    throw new UsageError(`Expected --type (such as image/png) for "${file}", or a name that ends in one of ${known}.`);
  }
  const content = file === '-' ? new Blob([await buffer(process.stdin)]) : (await fileOf(file)).content;
  if (content.size > FILE_BYTES_MAX)
    throw new UsageError(`Expected at most 64 MiB. Received: "${file}", ${content.size} bytes.`);
  if (type !== JSON_TYPE) return { name: file, content, type };
  const value = parsed(file === '-' ? await content.text() : await fs.readFile(file, 'utf8'), file);
  const instances = Array.isArray(value) ? value : (value as { instances?: unknown } | null)?.instances;
  if (Array.isArray(instances)) return { name: file, content: instances };
  return { name: file, content: [value] };
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`Expected ${where} to be JSON. Received: ${(error as Error).message}`);
  }
}
