/** Where values lie on an axis, from 0 to 1: numbers by size, or by their logarithm; anything else in the order of a list. */
import { shown } from './values.ts';

export interface Axis {
  readonly key: string;
  readonly title: string;
  /** Undefined for what has no place. */
  place(value: unknown): number | undefined;
  readonly marks: readonly { readonly at: number; readonly text: string }[];
}

const MARKS = 4;

export interface AxisOptions {
  readonly key: string;
  readonly title: string;
  readonly values: readonly unknown[];
  readonly isLog: boolean;
}

export function axisOf({ key, title, values, isLog }: AxisOptions): Axis {
  const numbers = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  const isNumeric = numbers.length > 0 && values.every((value) => typeof value === 'number' || value == null);
  return isNumeric ? measured(key, title, numbers, isLog) : listed(key, title, values);
}

function measured(key: string, title: string, numbers: readonly number[], isLog: boolean): Axis {
  const log = isLog && numbers.every((value) => value > 0);
  const [scale, back] = log ? [Math.log, Math.exp] : [(value: number) => value, (value: number) => value];
  const scaled = numbers.map(scale);
  const [low, high] = [Math.min(...scaled), Math.max(...scaled)];
  const marks = low === high ? [0.5] : Array.from({ length: MARKS }, (_, index) => index / (MARKS - 1));
  return {
    ...{ key, title },
    place: (value) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
      return low === high ? 0.5 : (scale(value) - low) / (high - low);
    },
    marks: marks.map((at) => ({ at, text: shown(low === high ? back(low) : back(low + at * (high - low))) })),
  };
}

function listed(key: string, title: string, values: readonly unknown[]): Axis {
  const texts = [...new Set(values.filter((value) => value != null).map(shown))].sort((one, other) =>
    one.localeCompare(other, 'en', { numeric: true }),
  );
  const at = (index: number): number => (texts.length > 1 ? index / (texts.length - 1) : 0.5);
  return {
    ...{ key, title },
    place: (value) => (value == null || !texts.includes(shown(value)) ? undefined : at(texts.indexOf(shown(value)))),
    marks: texts.map((text, index) => ({ at: at(index), text })),
  };
}
