/** How much the examples of each class count in training: by the class' label or its number. */
import Type, { type Static } from 'typebox';
import type { Problem } from '../../errors.ts';
import { escapePointer } from '../../validation.ts';
import type { Task } from './task.ts';

const WEIGHT_MAX = 1_000_000;
const CLASSES_MAX = 16_384;
const SHOWN_CLASSES = 12;
const POINTER = '/training/classWeight';

export const ClassWeight = Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: WEIGHT_MAX }), {
  maxProperties: CLASSES_MAX,
  additionalProperties: false,
});
/** Of a class that is not named: 1. In its resolved form, by the class' number. */
export type ClassWeight = Static<typeof ClassWeight>;

/** @param classes their labels, by number. */
export function resolveClassWeight(weights: ClassWeight, classes: readonly string[]): ClassWeight {
  const numberOf = classNumbers(classes);
  return Object.fromEntries(Object.entries(weights).map(([name, weight]) => [`${numberOf(name)}`, weight]));
}

/** Weights of what has no classes, names that are no class, and classes that are named twice. */
export function classWeightProblems(weights: ClassWeight | undefined, { type, labels: classes }: Task): Problem[] {
  if (weights && type !== 'classification') {
    return [
      { pointer: POINTER, detail: `Expected class weights for classification only. Received: some for ${type}.` },
    ];
  }
  const numberOf = classNumbers(classes);
  const named = new Map<number, string>();
  return Object.keys(weights ?? {}).flatMap((name) => {
    const number = numberOf(name);
    const pointer = `${POINTER}/${escapePointer(name)}`;
    const other = named.get(number);
    if (number < 0) {
      const detail = `Expected a class: ${listed(classes)}, or a number below ${classes.length}. Received: ${JSON.stringify(name.slice(0, 60))}.`;
      return [{ pointer, detail }];
    }
    if (other !== undefined) {
      const detail = `Expected each class once. Received: class ${number} as "${other}" and as "${name}".`;
      return [{ pointer, detail }];
    }
    named.set(number, name);
    return [];
  });
}

/** A label goes before a number that looks like it; −1 for neither. */
function classNumbers(classes: readonly string[]): (name: string) => number {
  const labelled = new Map(classes.map((label, number) => [label, number]));
  const isNumber = (name: string): boolean => /^(0|[1-9]\d{0,5})$/.test(name) && Number(name) < classes.length;
  return (name) => labelled.get(name) ?? (isNumber(name) ? Number(name) : -1);
}

function listed(classes: readonly string[]): string {
  const shown = classes.slice(0, SHOWN_CLASSES).map((label) => `"${label}"`);
  return [...shown, ...(classes.length > SHOWN_CLASSES ? ['…'] : [])].join(', ');
}
