/**
 * Compares inputs with what training saw: a warning in words for whatever it never saw, and how unusual each input is as a whole.
 */
import { ANSWERING_MS, createBreath } from '../../breathing.ts';
import { SHOWN_CHARACTERS, show } from '../../schema-words.ts';
import type { Preprocessing } from '../preprocessing/index.ts';
import type { RawRows } from '../preprocessing/tabular.ts';
import { type ContractColumn, contractColumn } from './column.ts';
import { inputTraits } from './input-traits.ts';
import { ecod, noveltyOf } from './novelty.ts';
import type { CategorySummary, Contract, NumberSummary } from './schema.ts';
import { isConstant } from './tabular-traits.ts';
import type { CategoryTrait, NumberTrait, TraitReader } from './traits.ts';

export interface ContractCheck {
  /** For each input what training never saw of it, in words; at most `WARNINGS_MAX`. */
  readonly warnings: readonly (readonly string[])[];
  /** For each input, from 0 to 1: the share of training rows that are less unusual. */
  readonly novelty: readonly number[];
}

/** A contract with what is needed to compare with it. */
export interface OpenContract {
  readonly contract: Contract;
  readonly reader: TraitReader;
  /** The first traits of the reader. */
  readonly columns: readonly ContractColumn[];
}

/** Of one input. */
const WARNINGS_MAX = 10;
/** A value that is not told apart is worth a warning where fewer training rows had such. */
const OTHERS_SHARE = 0.01;
const NOVELTY_DIGITS = 4;
/** More than single precision holds. */
const SHOWN_DIGITS = 6;

/** @returns undefined for a contract that an earlier release measured otherwise. */
export function openContract(preprocessing: Preprocessing, contract: Contract): OpenContract | undefined {
  const reader = inputTraits(preprocessing);
  const agrees = contract.columns.every(({ name, form }, index) => {
    const trait = reader.traits[index];
    return trait?.name === name && trait.form === form;
  });
  if (!agrees) return undefined;
  return { contract, reader, columns: contract.columns.map((summary) => contractColumn(summary, contract.rows)) };
}

/**
 * @param inputs whole inputs of the network.
 * @param raw the rows that they came from, where they were rows of a table: what their values are called.
 */
export async function checkContract(
  preprocessing: Preprocessing,
  open: OpenContract,
  inputs: Float32Array,
  size: number,
  raw?: RawRows,
): Promise<ContractCheck> {
  const { contract, reader, columns } = open;
  const warnings: string[][] = [];
  const novelty: number[] = [];
  const values = new Float64Array(columns.length);
  const breathe = createBreath(undefined, ANSWERING_MS);
  for (let row = 0; row * size < inputs.length; row++) {
    reader.read(inputs, row * size, values);
    const found = columnWarnings(open, values, row, raw);
    if (raw && preprocessing.kind === 'tabular') found.push(...constantWarnings(preprocessing, raw, row));
    warnings.push(shortened(found));
    novelty.push(Number(noveltyOf(ecod(columns, values), contract.scores).toFixed(NOVELTY_DIGITS)));
    const breath = breathe();
    if (breath) await breath;
  }
  return { warnings, novelty };
}

function columnWarnings({ contract, reader, columns }: OpenContract, values: Float64Array, row: number, raw?: RawRows) {
  const found: string[] = [];
  for (const [index, { summary }] of columns.entries()) {
    const trait = reader.traits[index] as NumberTrait | CategoryTrait;
    const value = values[index] as number;
    const strange =
      summary.form === 'number'
        ? numberWarning(summary, trait as NumberTrait, value, rawCell(trait, row, raw))
        : categoryWarning(summary, trait as CategoryTrait, value, contract.rows, textOf(rawCell(trait, row, raw)));
    if (strange !== undefined) found.push(`${named(summary.name)}: ${strange}`);
  }
  return found;
}

/** @param cell as it was sent, where that is known: the network's input holds fewer digits. */
function numberWarning(
  summary: NumberSummary,
  { shownAs }: NumberTrait,
  value: number,
  cell: RawCell,
): string | undefined {
  const { min, max, edges, missing } = summary;
  if (Number.isNaN(value)) return missing > 0 ? undefined : 'missing, which training never saw';
  const sent = shown(typeof cell === 'number' ? cell : value, shownAs);
  if (edges.length === 0) return `${sent}, where training saw nothing but missing values`;
  if (value >= min && value <= max) return undefined;
  const range = `${shown(min, shownAs)}…${shown(max, shownAs)}, all that training saw`;
  return `${sent} is ${value > max ? 'above' : 'below'} ${range}`;
}

function categoryWarning(
  { others }: CategorySummary,
  { values }: CategoryTrait,
  place: number,
  rows: number,
  text: string | undefined,
): string | undefined {
  if (place > 0 || others >= rows * OTHERS_SHARE) return undefined;
  const value = text ?? 'a value that';
  if (others === 0) return `${value} was never seen`;
  return `${value} is none of the ${values.length} values that training told apart`;
}

/** A network is not told of a column that never changed; whoever sends another value may want to know. */
function constantWarnings(
  { columns }: Extract<Preprocessing, { kind: 'tabular' }>,
  raw: RawRows,
  row: number,
): string[] {
  return columns.flatMap((column, position) => {
    if (!isConstant(column)) return [];
    const cell = raw.cell(row, position);
    const only = column.as === 'number' ? column.fill : column.as === 'date' ? column.mean : undefined;
    if (typeof cell !== 'number' || only === undefined || cell === only) return [];
    const shownAs = column.as === 'date' ? 'time' : 'number';
    return [`${named(column.name)}: ${shown(cell, shownAs)}, where training saw only ${shown(only, shownAs)}`];
  });
}

type RawCell = ReturnType<RawRows['cell']> | undefined;

function rawCell({ position }: CategoryTrait | NumberTrait, row: number, raw?: RawRows): RawCell {
  return raw && position !== undefined ? raw.cell(row, position) : undefined;
}

function textOf(cell: RawCell): string | undefined {
  return cell === null ? 'a missing value' : cell === undefined ? undefined : show(cell);
}

function shortened(found: readonly string[]): string[] {
  if (found.length <= WARNINGS_MAX) return [...found];
  return [...found.slice(0, WARNINGS_MAX - 1), `and ${found.length - WARNINGS_MAX + 1} more`];
}

function named(name: string): string {
  return name.length > SHOWN_CHARACTERS ? `${name.slice(0, SHOWN_CHARACTERS)}…` : name;
}

function shown(value: number, as: NumberTrait['shownAs']): string {
  if (as === 'time' && Math.abs(value) <= TIME_MAX_SECONDS)
    return new Date(Math.round(value) * 1000).toISOString().replace(/(?:T00:00:00)?\.000Z$/, '');
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(SHOWN_DIGITS)));
}

/** What a Date holds. */
const TIME_MAX_SECONDS = 8.64e12;
