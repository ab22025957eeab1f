/**
 * The labels of an array's rows: whole numbers and texts are classes, zeros and ones side by side are labels that do not
 * exclude each other, all else are numbers to predict; the upload may say otherwise.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ArrayTargets, DATASET_FILES } from '../manifest.ts';
import { type NumberLabels, numberClasses, textClasses } from './array-classes.ts';
import { asNumbers } from './array-inputs.ts';
import { type ArraySource, product } from './array-source.ts';
import type { ImportTools } from './importing.ts';
import type { ImportOptions } from './options.ts';
import { refusedData } from './refusal.ts';

export interface WrittenTargets {
  readonly targets: ArrayTargets;
  readonly warnings: readonly string[];
}

type TargetsKind = ArrayTargets['kind'];

/**
 * Writes `targets.bin`.
 * @param sources of the parts, in their order.
 * @throws AppError ERR_DATA that names the row, or says what the labels cannot be.
 */
export async function writeLabels(
  sources: readonly ArraySource[],
  options: Pick<ImportOptions, 'targets' | 'classes'>,
  tools: ImportTools,
): Promise<WrittenTargets> {
  const texts = sources.some(({ type }) => type === 'text');
  const asked = options.targets;
  if (texts && asked !== undefined && asked !== 'classes') throw refusedData(`numbers as ${asked}`, 'texts');
  if (texts) return write(await textClasses(sources, options.classes, tools), tools);
  const labels = await readNumbers(sources, tools);
  const kind = asked ?? followingKind(labels);
  return write(written(kind, labels, options.classes, asked), tools);
}

interface Targets extends WrittenTargets {
  readonly values: Int32Array | Uint8Array | Float32Array;
}

async function write({ values, targets, warnings }: Targets, { output }: ImportTools): Promise<WrittenTargets> {
  await writeFile(path.join(output, DATASET_FILES.targets), values);
  return { targets, warnings };
}

function followingKind({ values, width, kind }: NumberLabels): TargetsKind {
  if (width === 1) return kind === 'float' ? 'numbers' : 'classes';
  if (!areFlags(values)) return 'numbers';
  return areOneHot(values, width) ? 'classes' : 'labels';
}

function written(
  kind: TargetsKind,
  labels: NumberLabels,
  names: readonly string[] | undefined,
  asked: TargetsKind | undefined,
): Targets {
  const { width } = labels;
  if (kind === 'numbers') return numbers(labels, names);
  if (kind === 'labels') return flags(labels, names);
  if (width === 1) return numberClasses(labels, names);
  if (!areFlags(labels.values) || !areOneHot(labels.values, width))
    throw refusedData('one number a row, or a single 1 among zeros, as a class', `${width} numbers a row`);
  const hot = numberClasses(fromOneHot(labels), names ?? Array.from({ length: width }, (_, index) => String(index)));
  const note = 'Each row has exactly one label, so they are taken for classes.';
  return { ...hot, warnings: asked === undefined ? [note, ...hot.warnings] : hot.warnings };
}

/** @returns 0 and 1 as they lie in the labels. */
function flags({ values, width, where }: NumberLabels, names: readonly string[] | undefined): Targets {
  const stray = values.findIndex((value) => value !== 0 && value !== 1);
  if (stray >= 0) throw refusedData(`0 or 1 for each label ${where(stray)}`, String(values[stray]));
  if (names && names.length !== width) throw refusedData(`${width} names for the labels`, `${names.length}`);
  const labels = names ?? Array.from({ length: width }, (_, index) => String(index));
  const counts = labels.map(() => 0);
  for (let index = 0; index < values.length; index++)
    counts[index % width] = (counts[index % width] as number) + (values[index] as number);
  const rows = values.length / width;
  const warnings = labels
    .filter((_, label) => counts[label] === 0 || counts[label] === rows)
    .map((label) => `The label ${JSON.stringify(label)} is the same in every row: nothing can be learnt of it.`);
  return { values: Uint8Array.from(values), targets: { kind: 'labels', labels, counts }, warnings };
}

function numbers({ values, width, where }: NumberLabels, given: readonly string[] | undefined): Targets {
  if (given) throw refusedData('no names of classes for numbers to predict', `${given.length}`);
  const names = width === 1 ? ['value'] : Array.from({ length: width }, (_, index) => `value${index + 1}`);
  const singles = Float32Array.from(values);
  const stray = singles.findIndex((value) => !Number.isFinite(value));
  if (stray >= 0) throw refusedData(`numbers in single precision ${where(stray)}`, String(values[stray]));
  const constant = names.filter((_, column) => isConstant(values, width, column));
  const warnings = constant.map((name) => `The target ${JSON.stringify(name)} is the same in every row.`);
  return { values: singles, targets: { kind: 'numbers', names }, warnings };
}

async function readNumbers(sources: readonly ArraySource[], { limits, signal }: ImportTools): Promise<NumberLabels> {
  const width = product((sources[0] as ArraySource).shape.slice(1));
  for (const { name, shape } of sources) {
    if (shape.length > 2 || product(shape.slice(1)) !== width || width === 0)
      throw refusedData(`labels of shape [rows] or [rows, ${Math.max(width, 1)}] in ${name}`, `[${shape.join(', ')}]`);
  }
  const starts: { readonly name: string; readonly from: number }[] = [];
  const rows = sources.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  if (width > limits.columnsMax) throw refusedData(`at most ${limits.columnsMax} numbers a label`, String(width));
  if (rows * width * 8 > limits.memoryBytesMax / 2)
    throw refusedData('labels that fit in memory', `${rows} rows of ${width}`);
  const values = new Float64Array(rows * width);
  const where = (index: number): string => {
    const start = starts.findLast(({ from }) => from <= index);
    return `in row ${Math.floor((index - (start?.from ?? 0)) / width) + 1} of ${start?.name}`;
  };
  let at = 0;
  for (const source of sources) {
    starts.push({ name: source.name, from: at });
    for await (const chunk of source.chunks(signal)) {
      values.set(asNumbers(chunk), at);
      at += chunk.length;
    }
  }
  const stray = values.findIndex((value) => !Number.isFinite(value));
  if (stray >= 0) throw refusedData(`finite numbers ${where(stray)}`, String(values[stray]));
  return { values, width, kind: elementKind(sources), where };
}

function elementKind(sources: readonly ArraySource[]): NumberLabels['kind'] {
  if (sources.every(({ type }) => type === 'bool')) return 'boolean';
  return sources.some(({ type }) => type.startsWith('float')) ? 'float' : 'integer';
}

function areFlags(values: Float64Array): boolean {
  return values.every((value) => value === 0 || value === 1);
}

function areOneHot(values: Float64Array, width: number): boolean {
  for (let start = 0; start < values.length; start += width) {
    let sum = 0;
    for (let index = start; index < start + width; index++) sum += values[index] as number;
    if (sum !== 1) return false;
  }
  return true;
}

function fromOneHot({ values, width, where }: NumberLabels): NumberLabels {
  const classes = new Float64Array(values.length / width);
  for (let row = 0; row < classes.length; row++)
    classes[row] = values.subarray(row * width, (row + 1) * width).indexOf(1);
  return { values: classes, width: 1, kind: 'integer', where: (index) => where(index * width) };
}

function isConstant(values: Float64Array, width: number, column: number): boolean {
  for (let index = column; index < values.length; index += width) if (values[index] !== values[column]) return false;
  return true;
}
