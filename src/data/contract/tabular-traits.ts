/** The columns of a table, read back from the inputs that they became. One that never changed became nothing: it is left out. */
import { DATE_INPUTS, type FeatureColumn } from '../preprocessing/columns/index.ts';
import { encoderOf, type TabularPreprocessing } from '../preprocessing/tabular.ts';
import { COLUMNS_MAX } from './schema.ts';
import { type ReadTrait, readerOf, type TraitReader } from './traits.ts';

/** A whole number comes back from single precision a little off. */
const ROUNDING = 0.05;

export function tabularTraits(preprocessing: TabularPreprocessing): TraitReader {
  const { starts } = encoderOf(preprocessing);
  const changing = [...preprocessing.columns.entries()].filter(([, column]) => !isConstant(column));
  const read = changing
    .slice(0, COLUMNS_MAX)
    .map(([position, column]) => columnTrait(column, position, starts[position] as number));
  return readerOf(read, changing.length - read.length);
}

/** Whether all training rows had the same number, or time: a network is never told another. */
export function isConstant(column: FeatureColumn): boolean {
  return (column.as === 'number' && column.divideBy === 0) || (column.as === 'date' && column.deviation === 0);
}

function columnTrait(column: FeatureColumn, position: number, start: number): ReadTrait {
  const { name } = column;
  switch (column.as) {
    case 'number': {
      const { subtract, divideBy, nullable, type } = column;
      const whole = type === 'integer' || type === 'boolean';
      const numberOf = (input: number): number => {
        const number = input * divideBy + subtract;
        const nearest = Math.round(number);
        return whole && Math.abs(number - nearest) < ROUNDING ? nearest : number;
      };
      return {
        ...{ form: 'number', name, position, shownAs: 'number' },
        of: (inputs, at) =>
          nullable && inputs[at + start + 1] === 1 ? Number.NaN : numberOf(inputs[at + start] as number),
      };
    }
    case 'date': {
      const { mean, deviation, nullable } = column;
      const step = stepSeconds(deviation);
      return {
        ...{ form: 'number', name, position, shownAs: 'time' },
        of: (inputs, at) =>
          nullable && inputs[at + start + DATE_INPUTS] === 1
            ? Number.NaN
            : Math.round(((inputs[at + start] as number) * deviation + mean) / step) * step,
      };
    }
    case 'category': {
      const { size, values } = column;
      return {
        ...{ form: 'category', name, position, values },
        of(inputs, at) {
          const first = at + start;
          for (let place = 0; place < size; place++) if (inputs[first + place] === 1) return place;
          return 0;
        },
      };
    }
    case 'embedding':
      return {
        ...{ form: 'category', name, position, values: column.values },
        of: (inputs, at) => inputs[at + start] as number,
      };
  }
}

/** Single precision holds a time to some seconds where times are years apart: it is rounded to what is certain. */
function stepSeconds(deviation: number): number {
  return deviation > 1e6 ? 3600 : deviation > 1e4 ? 60 : 1;
}
