/**
 * Prepares the rows of a table in three ways through it: targets and parts; what the training rows say of each column; inputs.
 */
import type { FeaturePlan, TabularPlan } from '../../models/specification/index.ts';
import { learntPreprocessing, type PreparationTools } from '../prepared.ts';
import type { SourceColumn } from '../preprocessing/columns/cells.ts';
import { type FeatureColumn, type Fitting, fitColumn } from '../preprocessing/columns/index.ts';
import { encoderOf, type TabularPreprocessing } from '../preprocessing/tabular.ts';
import type { RowArray } from '../row-array.ts';
import type { Preparer } from './kind.ts';
import { type Division, divideTable, ROLES } from './table-division.ts';
import { readyExamples } from './table-examples.ts';
import { inputRoom } from './table-inputs.ts';
import { unfitRow } from './table-refusals.ts';
import { type CellChunk, openTableRows, readingOf, type TableRows } from './table-rows.ts';

const LOGGED_COLUMNS_MAX = 20;

export const prepareTabular: Preparer<TabularPlan> = async (dataset, plan, seed, tools, learnt) => {
  const table = await openTableRows(dataset, tools);
  try {
    logUnused(table, plan, tools);
    const division = await divideTable(table, plan, [], seed, tools, learnt);
    const preprocessing = learntPreprocessing(learnt, 'tabular') ?? (await learn(table, plan, division));
    const inputs = await encode(table, preprocessing, division, tools);
    const examples = readyExamples(inputs, plan.inputShape, division.targets);
    const { parts, rowOf } = division;
    return { examples, parts, preprocessing, rowOf, close: () => inputs.close() };
  } finally {
    table.close();
  }
};

async function learn(table: TableRows, { features }: TabularPlan, { roles }: Division): Promise<TabularPreprocessing> {
  const fittings = features.map((feature) => fitColumn(feature, sourceOf(table, feature)));
  const names = features.map(({ name }) => name);
  for await (const chunk of table.read(names)) {
    for (const [index, fitting] of fittings.entries()) learnColumn(fitting, chunk, names[index] as string, roles);
  }
  const used = new Set(names);
  return {
    kind: 'tabular',
    columns: fittings.map((fitting) => fitting.finish()),
    others: [...table.columns.keys()].filter((name) => !used.has(name)),
    ...readingOf(table.manifest),
  };
}

function learnColumn(fitting: Fitting<FeatureColumn>, chunk: CellChunk, name: string, roles: Uint8Array): void {
  const cellOf = chunk.cells(name);
  for (let row = 0; row < chunk.rows; row++) {
    if (roles[chunk.first + row] !== ROLES.training || fitting.add(cellOf(row))) continue;
    throw unfitRow(chunk.first + row, name, 'a number that 32 bits can hold', cellOf(row));
  }
}

async function encode(
  table: TableRows,
  preprocessing: TabularPreprocessing,
  { count, roles }: Division,
  tools: PreparationTools,
): Promise<RowArray> {
  const { inputs, starts, writers } = encoderOf(preprocessing);
  const room = inputRoom(count, inputs, tools);
  try {
    for await (const chunk of table.read(preprocessing.columns.map(({ name }) => name))) {
      const kept = keptRows(chunk, roles);
      const taken = room.take(kept.length);
      for (const [position, { name }] of preprocessing.columns.entries()) {
        const cellOf = chunk.cells(name);
        let at = starts[position] as number;
        for (const row of kept) {
          const fits = writers[position]?.write(cellOf(row), taken, at);
          if (!fits)
            throw unfitRow(chunk.first + row, name, 'a number nearer to those of the training rows', cellOf(row));
          at += inputs;
        }
      }
    }
    return room.finish();
  } finally {
    room.abandon();
  }
}

/** The rows of a chunk that are examples, from 0. */
export function keptRows({ first, rows }: CellChunk, roles: Uint8Array): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row).filter((row) => roles[first + row] !== ROLES.leftOut);
}

function sourceOf(table: TableRows, { name }: FeaturePlan): SourceColumn {
  const { type = 'text', dateFormat } = table.columns.get(name) ?? {};
  return { name, type, ...(dateFormat !== undefined && { dateFormat }) };
}

/** What a user may have expected among the inputs. */
function logUnused(table: TableRows, { features, target, split }: TabularPlan, { log }: PreparationTools): void {
  const used = new Set([...features.map(({ name }) => name), ...target.columns, split.column]);
  const unused = [...table.columns.values()].filter(({ name }) => !used.has(name));
  if (unused.length === 0) return;
  const shown = unused
    .slice(0, LOGGED_COLUMNS_MAX)
    .map(({ name, reason }) => (reason ? `"${name}" (${reason})` : `"${name}"`));
  const more = unused.length > shown.length ? ` and ${unused.length - shown.length} more` : '';
  log(`Columns that are no inputs: ${shown.join(', ')}${more}.`);
}
