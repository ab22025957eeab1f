/** Prepares the texts of a table: targets and parts; the vocabulary of the training rows; token numbers. */
import type { TextPlan } from '../../models/specification/index.ts';
import { learntPreprocessing, type PreparationTools } from '../prepared.ts';
import { encodeTexts, type TextPreprocessing } from '../preprocessing/text.ts';
import { fitVocabulary } from '../preprocessing/vocabulary.ts';
import type { RowArray } from '../row-array.ts';
import type { Preparer } from './kind.ts';
import { type Division, divideTable, ROLES } from './table-division.ts';
import { readyExamples } from './table-examples.ts';
import { inputRoom } from './table-inputs.ts';
import { openTableRows, readingOf, type TableRows } from './table-rows.ts';
import { keptRows } from './tabular.ts';

export const prepareText: Preparer<TextPlan> = async (dataset, plan, seed, tools, learnt) => {
  const table = await openTableRows(dataset, tools);
  try {
    const division = await divideTable(table, plan, [plan.column], seed, tools, learnt);
    const preprocessing = learntPreprocessing(learnt, 'text') ?? (await learn(table, plan, division));
    const inputs = await encode(table, preprocessing, division, tools);
    const examples = readyExamples(inputs, plan.inputShape, division.targets);
    const { parts, rowOf } = division;
    return { examples, parts, preprocessing, rowOf, close: () => inputs.close() };
  } finally {
    table.close();
  }
};

async function learn(table: TableRows, plan: TextPlan, { roles }: Division): Promise<TextPreprocessing> {
  const { column, tokens, lowercase, length } = plan;
  const fitting = fitVocabulary({ tokens, lowercase, length });
  for await (const chunk of table.read([column])) {
    const cellOf = chunk.cells(column);
    for (let row = 0; row < chunk.rows; row++) {
      if (roles[chunk.first + row] === ROLES.training) fitting.add(String(cellOf(row)));
    }
  }
  const others = [...table.columns.keys()].filter((name) => name !== column);
  return {
    kind: 'text',
    column,
    others,
    tokens,
    lowercase,
    length,
    vocabulary: fitting.finish(plan.vocabularySize),
    ...readingOf(table.manifest),
  };
}

async function encode(
  table: TableRows,
  preprocessing: TextPreprocessing,
  { count, roles }: Division,
  tools: PreparationTools,
): Promise<RowArray> {
  const room = inputRoom(count, preprocessing.length, tools);
  try {
    for await (const chunk of table.read([preprocessing.column])) {
      const cellOf = chunk.cells(preprocessing.column);
      const texts = Array.from(keptRows(chunk, roles), (row) => String(cellOf(row)));
      room.take(texts.length).set(await encodeTexts(preprocessing, texts));
    }
    return room.finish();
  } finally {
    room.abandon();
  }
}
