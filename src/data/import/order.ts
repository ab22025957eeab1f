/** Several files of one table: in which order their rows lie, and whether their names make parts of them. */
import type { OwnParts } from '../manifest.ts';

export type PartName = keyof OwnParts;

export interface OrderedFiles<F> {
  readonly files: readonly F[];
  /** The part of each file; none unless every name says one and one of them is to train with. */
  readonly parts?: readonly PartName[];
}

const PARTS: readonly (readonly [PartName, RegExp])[] = [
  ['train', /(^|[^a-z])(train|training)([^a-z]|$)/i],
  ['validation', /(^|[^a-z])(validation|valid|val|dev)([^a-z]|$)/i],
  ['test', /(^|[^a-z])(test|testing)([^a-z]|$)/i],
];

/** @returns the files as they came; where they are parts: those of train first, then validation, then test. */
export function orderFiles<F extends { readonly name: string }>(files: readonly F[]): OrderedFiles<F> {
  const named = files.map((file) => ({ file, part: partOf(file.name) }));
  const has = (part: PartName): boolean => named.some((each) => each.part === part);
  if (files.length < 2 || !has('train') || named.some(({ part }) => part === undefined)) return { files };
  if (!has('validation') && !has('test')) return { files };
  const ordered = PARTS.flatMap(([part]) => named.filter((each) => each.part === part));
  return { files: ordered.map(({ file }) => file), parts: ordered.map(({ part }) => part as PartName) };
}

function partOf(name: string): PartName | undefined {
  return PARTS.find(([, pattern]) => pattern.test(name))?.[0];
}
