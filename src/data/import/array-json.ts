/** Arrays from nested lists of JSON: `{"inputs": […], "labels": […]}`. All in memory, which the size of the file is checked for. */
import fs from 'node:fs/promises';
import { messageOf } from '../../errors.ts';
import { isObject, show } from '../../schema-words.ts';
import type { ElementType } from './array-elements.ts';
import { type ArraySource, product } from './array-source.ts';
import type { ImportLimits, UploadedFile } from './importing.ts';
import { refusedData } from './refusal.ts';

/** What a parsed file takes in memory, as a multiple of its bytes. */
const MEMORY_FACTOR = 8;
/** Node makes no longer string. */
const TEXT_BYTES_MAX = 2 ** 29 - 2 ** 20;
const AXES_MAX = 8;
const CHUNK_ROWS = 1024;

/**
 * @returns the arrays by their names.
 * @throws AppError ERR_DATA for what is no JSON, too large, or no object of lists.
 */
export async function readJsonArrays(
  file: UploadedFile,
  limits: ImportLimits,
): Promise<(readonly [string, ArraySource])[]> {
  const { size } = await fs.stat(file.path);
  const bytesMax = Math.min(Math.floor(limits.memoryBytesMax / MEMORY_FACTOR), TEXT_BYTES_MAX);
  if (size > bytesMax) throw refusedData(`at most ${bytesMax} bytes of JSON`, `${size}; larger arrays come as .npy`);
  const content = parsed(file.name, await fs.readFile(file.path));
  if (!isObject(content)) throw refusedData(`an object with "inputs" and "labels" in "${file.name}"`, show(content));
  return Object.entries(content)
    .filter(([key]) => key !== 'name' && key !== 'options')
    .map(([key, value]) => [key, jsonSource(key, value)] as const);
}

function parsed(name: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw refusedData(`JSON in UTF-8 in "${name}"`, messageOf(error), error);
  }
}

/** @throws AppError ERR_DATA that names the first row that is not like the first. */
function jsonSource(key: string, value: unknown): ArraySource {
  const name = `"${key}"`;
  if (!Array.isArray(value)) throw refusedData(`a list in ${name}`, show(value));
  const rows: readonly unknown[] = value;
  const rowShape = shapeOf(rows[0], name);
  const type = typeOf(rows, rowShape, name);
  return {
    ...{ name, shape: [rows.length, ...rowShape], type },
    async *chunks(signal) {
      for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
        signal.throwIfAborted();
        const taken = rows.slice(from, from + CHUNK_ROWS);
        if (type === 'text') yield taken.flat(1).map(String);
        else yield numbersOf(taken, product(rowShape));
      }
    },
  };
}

function numbersOf(rows: readonly unknown[], size: number): Float64Array {
  const numbers = new Float64Array(rows.length * size);
  let at = 0;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const inner of value) visit(inner);
    else numbers[at++] = Number(value);
  };
  for (const row of rows) visit(row);
  return numbers;
}

function shapeOf(row: unknown, name: string): number[] {
  const shape: number[] = [];
  for (let inner = row; Array.isArray(inner); inner = inner[0]) {
    shape.push(inner.length);
    if (shape.length >= AXES_MAX) throw refusedData(`lists nested at most ${AXES_MAX} deep in ${name}`, 'deeper ones');
  }
  return shape;
}

/** Checks the shape and the type of every element; after that the rows are known to be whole. */
function typeOf(rows: readonly unknown[], shape: readonly number[], name: string): ElementType {
  const seen = new Set<'text' | 'bool' | 'int64' | 'float64'>();
  const visit = (value: unknown, depth: number, row: number): void => {
    const length = shape[depth];
    if (length !== undefined) {
      if (!Array.isArray(value) || value.length !== length)
        throw refusedData(`[${shape.join(', ')}] in row ${row + 1} of ${name}, like the first row`, show(value));
      for (const inner of value) visit(inner, depth + 1, row);
      return;
    }
    const type = elementType(value);
    if (!type) throw refusedData(`a number or a text in row ${row + 1} of ${name}`, show(value));
    seen.add(type);
    if (seen.has('text') && seen.size > 1)
      throw refusedData(`texts only or numbers only in ${name}`, `both, in row ${row + 1}`);
  };
  for (const [row, value] of rows.entries()) visit(value, 0, row);
  const [only = 'float64'] = seen;
  if (seen.size === 1) return only;
  return seen.has('float64') ? 'float64' : 'int64';
}

function elementType(value: unknown): 'text' | 'bool' | 'int64' | 'float64' | undefined {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value !== 'number') return undefined;
  return Number.isInteger(value) ? 'int64' : 'float64';
}
