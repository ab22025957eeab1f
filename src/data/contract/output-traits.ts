/** What is measured of a prediction: the label and how sure it is, the number, or which of several labels there are. */
import type { Task } from '../../models/specification/index.ts';
import { numberTrait } from './array-traits.ts';
import { OUTPUTS_MAX } from './schema.ts';
import type { Trait } from './traits.ts';

export interface OutputReader {
  readonly traits: readonly Trait[];
  /** @param outputs of one input, in the unit of the data. @param out as `TraitReader` has it. */
  read(outputs: readonly number[], out: Float64Array): void;
}

/** A label of several is told where it is likelier than this. */
const TOLD = 0.5;

export function outputTraits(task: Task['type'], labels: readonly string[]): OutputReader {
  if (task === 'classification') {
    return {
      traits: [{ form: 'category', name: 'label', values: labels }, numberTrait('probability')],
      read(outputs, out) {
        const best = Math.max(...outputs);
        out[0] = outputs.indexOf(best) + 1;
        out[1] = best;
      },
    };
  }
  const tells = task === 'regression' ? (output: number) => output : (output: number) => (output > TOLD ? 1 : 0);
  return {
    traits: labels.slice(0, OUTPUTS_MAX).map(numberTrait),
    read(outputs, out) {
      for (let index = 0; index < out.length; index++) out[index] = tells(outputs[index] as number);
    },
  };
}
