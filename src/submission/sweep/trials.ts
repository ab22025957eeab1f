/** Which values each trial of a sweep has: they follow from its specification, so nobody needs to keep them. Pure. */
import type { SweepSpecification } from '../../models/specification/index.ts';
import { randomStream } from '../../random.ts';
import { drawValue, valueAt, valueCount } from './space.ts';

/** By JSON Pointer into the job. */
export type Values = Readonly<Record<string, unknown>>;

type Chosen = Pick<SweepSpecification, 'space' | 'search' | 'seed' | 'trials'>;

/** How many trials a full grid has: 1 for a space without fields. */
export function gridSize(space: SweepSpecification['space']): number {
  return Object.values(space).reduce((product, field) => product * valueCount(field), 1);
}

/** The values of every trial, in their order: of a grid the last field varies fastest. */
export function valuesOfTrials({ space, search, seed, trials }: Chosen): Values[] {
  const isGrid = search.strategy === 'grid' || (search.strategy === 'successiveHalving' && search.trials === undefined);
  return Array.from({ length: trials }, (_, trial) => (isGrid ? gridValues(space, trial) : drawn(space, seed, trial)));
}

function gridValues(space: SweepSpecification['space'], trial: number): Values {
  let rest = trial;
  const values = Object.entries(space)
    .reverse()
    .map(([pointer, field]) => {
      const count = valueCount(field);
      const index = rest % count;
      rest = Math.floor(rest / count);
      return [pointer, valueAt(field, index)] as const;
    });
  return Object.fromEntries(values.reverse());
}

/** Each trial and field has a stream of its own: more of either change nothing for the others. */
function drawn(space: SweepSpecification['space'], seed: number, trial: number): Values {
  return Object.fromEntries(
    Object.entries(space).map(([pointer, field]) => [pointer, drawValue(field, randomStream(seed, pointer, trial))]),
  );
}
