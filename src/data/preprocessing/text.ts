/** Texts: cut into tokens, and those numbered by a vocabulary of the training rows. */
import Type, { type Static } from 'typebox';
import { ANSWERING_MS, createBreath } from '../../breathing.ts';
import { AppError } from '../../errors.ts';
import { isObject, show } from '../../schema-words.ts';
import { unknownName } from '../nearest.ts';
import { readCsvLines } from './csv-lines.ts';
import { CsvReading } from './csv-reading.ts';
import type { PreprocessingKind } from './kind.ts';
import { misfit } from './nested.ts';
import { decodeText } from './text-bytes.ts';
import { textWriter } from './vocabulary.ts';

export const TextPreprocessing = Type.Object({
  kind: Type.Literal('text'),
  /** The column with the texts. */
  column: Type.String(),
  /** The dataset's other columns: a row may have them, they are passed over. */
  others: Type.Array(Type.String()),
  tokens: Type.Union([Type.Literal('words'), Type.Literal('characters')]),
  lowercase: Type.Boolean(),
  /** Tokens of an input. */
  length: Type.Integer({ minimum: 1 }),
  /** The token with number 2, with number 3, and so on. */
  vocabulary: Type.Array(Type.String()),
  csv: Type.Optional(CsvReading),
});
export type TextPreprocessing = Static<typeof TextPreprocessing>;

/** An instance is a text, or an object with the text's column. */
export const textKind: PreprocessingKind<TextPreprocessing> = {
  inputShape: ({ length }) => [length],
  mediaTypes: ['text/plain', 'text/csv'],
  encodeInstances: async (preprocessing, instances) =>
    encodeTexts(preprocessing, textsOfInstances(preprocessing, instances)),
  encodeFile: async (preprocessing, bytes, mediaType, countMax) =>
    encodeTexts(preprocessing, await textsOfFile(preprocessing, bytes, mediaType, countMax)),
};

/** @throws AppError ERR_INSTANCES for an instance that has no text. */
export function textsOfInstances(preprocessing: TextPreprocessing, instances: readonly unknown[]): string[] {
  return instances.map((instance, index) => textOf(preprocessing, instance, `instances[${index}]`));
}

/** One text, or those of a CSV file. @throws AppError ERR_INSTANCES. */
export async function textsOfFile(
  preprocessing: TextPreprocessing,
  bytes: Uint8Array,
  mediaType: string,
  countMax: number,
): Promise<string[]> {
  const isTable = mediaType.trim().toLowerCase().startsWith('text/csv');
  return isTable ? textsOfCsv(preprocessing, bytes, countMax) : [decodeText(bytes, preprocessing.csv?.encoding)];
}

/** A loaded version predicts again and again; its vocabulary is indexed once. */
const WRITERS = new WeakMap<TextPreprocessing, ReturnType<typeof textWriter>>();

/** @returns `[texts, length]` token numbers: what training gets too. */
export async function encodeTexts(preprocessing: TextPreprocessing, texts: readonly string[]): Promise<Float32Array> {
  const { length, vocabulary } = preprocessing;
  const write = WRITERS.get(preprocessing) ?? textWriter(preprocessing, vocabulary);
  WRITERS.set(preprocessing, write);
  const inputs = new Float32Array(texts.length * length);
  const breathe = createBreath(undefined, ANSWERING_MS);
  for (const [index, text] of texts.entries()) {
    write(text, inputs.subarray(index * length, (index + 1) * length));
    await breathe();
  }
  return inputs;
}

function textOf({ column, others }: TextPreprocessing, instance: unknown, where: string): string {
  if (typeof instance === 'string') return instance;
  if (!isObject(instance)) throw misfit(where, `a text, or {"${column}": a text}`, show(instance));
  const stranger = Object.keys(instance).find((key) => key !== column && !others.includes(key));
  if (stranger !== undefined) throw misfit(where, 'columns of the dataset', unknownName(stranger, [column]));
  const text = Object.hasOwn(instance, column) ? instance[column] : undefined;
  if (typeof text !== 'string') throw misfit(`${where}.${column}`, 'a text', show(text));
  return text;
}

async function textsOfCsv(
  { column, others, csv }: TextPreprocessing,
  bytes: Uint8Array,
  countMax: number,
): Promise<string[]> {
  const { positions, records } = await readCsvLines(bytes, { wanted: [column], others, reading: csv }, countMax);
  const [position = -1] = positions;
  if (position >= 0) return records.map((record) => record[position] ?? '');
  throw new AppError('ERR_INSTANCES', `Expected column "${column}" in the header. Received: none of that name.`);
}
