/** What a column is good for as a feature unless a job says otherwise: from counts and names, without a look at the rows. */
import type { ColumnProfile } from '../manifest.ts';
import type { ColumnFacts } from './profile.ts';

type Use = Pick<ColumnProfile, 'becomes' | 'reason'>;

const IDENTIFIER =
  /^(id|index|idx|row|row_?(id|number|num)|unnamed.*|nr|no|number|key|uuid|guid|.*[_ -]id|.*[a-z]Id)$/i;
/** A table with fewer rows says too little of what is the same in all of them. */
const ROWS_TO_TELL = 20;
const CATEGORIES_OF_PHRASES_MAX = 50;

export function useOf(facts: ColumnFacts): Use {
  const { type, rows, nulls, distinct } = facts;
  const present = rows - nulls;
  if (present === 0) return ignored('every value is missing');
  if (distinct <= 1 && nulls === 0 && rows > 1) return ignored('every row has the same value');
  if (type === 'timestamp') return { becomes: 'date' };
  if (type === 'text') return useOfText(facts, present);
  if (type === 'integer' && IDENTIFIER.test(facts.name) && nulls === 0 && rows >= 3 && isEachOwn(facts, present)) {
    return ignored('it numbers the rows');
  }
  return { becomes: 'number' };
}

function useOfText(facts: ColumnFacts, present: number): Use {
  const { distinct, meanWords = 0 } = facts;
  const own = distinct > 0.5 * present;
  if (meanWords >= 3 && (own || distinct > CATEGORIES_OF_PHRASES_MAX)) return { becomes: 'text' };
  if (meanWords >= 1.5 && own && present >= 1000) return { becomes: 'text' };
  if (present >= ROWS_TO_TELL && isEachOwn(facts, present)) return ignored('it differs in every row, as a name does');
  return { becomes: 'category' };
}

/** An estimate of distinct values is off by some percent. */
function isEachOwn({ distinct, exact }: ColumnFacts, present: number): boolean {
  return exact ? distinct === present : distinct > 0.9 * present;
}

function ignored(reason: string): Use {
  return { becomes: 'ignored', reason };
}
