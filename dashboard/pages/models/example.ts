/** An input that a version would take: what code is shown with. */
import type { VersionData } from '../../../client/index.ts';
import type { Call } from '../../parts/call-code.ts';

type Preprocessing = VersionData['preprocessing'];
type Column = Extract<Preprocessing, { kind: 'tabular' }>['columns'][number];

export function exampleOf(preprocessing: Preprocessing): Call['sent'] {
  switch (preprocessing.kind) {
    case 'image':
      return { type: 'image/png', file: 'picture.png' };
    case 'audio':
      return { type: 'audio/wav', file: 'sound.wav' };
    case 'text':
      return { instances: ['What was said'] };
    case 'sequence':
      return { instances: [seriesOf(preprocessing)] };
    case 'tabular':
      return {
        instances: [Object.fromEntries(preprocessing.columns.map((column) => [column.name, typicalOf(column)]))],
      };
    case 'tensor':
      return { instances: [nested(preprocessing.shape)] };
  }
}

/** A value as the training had many. */
export function typicalOf(column: Column): number | string | boolean | null {
  switch (column.as) {
    case 'number':
      if (column.type === 'boolean') return column.fill >= 0.5;
      return column.type === 'integer' ? Math.round(column.fill) : Number(column.fill.toPrecision(4));
    case 'category':
    case 'embedding': {
      const value = column.values.find((each) => each !== null) ?? null;
      if (value === null) return null;
      if (column.type === 'boolean') return value === 'true';
      return column.type === 'text' || column.type === 'timestamp' ? value : Number(value);
    }
    case 'date': {
      const time = new Date(Math.round(column.mean) * 1000);
      return Number.isNaN(time.getTime()) ? null : time.toISOString().slice(0, 10);
    }
  }
}

/** The means, at each step. */
function seriesOf({ length, features }: Extract<Preprocessing, { kind: 'sequence' }>): number[][] {
  return Array.from({ length }, () => features.map(({ fill }) => Number(fill.toPrecision(4))));
}

function nested([size = 0, ...rest]: readonly number[]): unknown[] {
  return Array.from({ length: size }, () => (rest.length > 0 ? nested(rest) : 0));
}
