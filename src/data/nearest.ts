/** The known name that a misspelt one was meant to be, for messages. Knows nothing of what is named. */

/** Beyond this, a hostile request with long names, or thousands of columns, could keep the process busy. */
const COMPARED_CHARACTERS = 48;
const COMPARED_NAMES = 1000;

/**
 * What to say of a name that is not known: `column "agee"; the nearest is "age"`.
 * @param known the names there are; of very many only the first are compared.
 */
export function unknownName(name: string, known: readonly string[]): string {
  const shown = JSON.stringify(name.length > COMPARED_CHARACTERS ? `${name.slice(0, COMPARED_CHARACTERS)}…` : name);
  const nearest = nearestName(name, known);
  return nearest === undefined ? shown : `${shown}; the nearest is ${JSON.stringify(nearest)}`;
}

function nearestName(name: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known.slice(0, COMPARED_NAMES)) {
    const distance = editDistance(plain(name), plain(candidate));
    if (distance >= least) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

function plain(name: string): string {
  return name.slice(0, COMPARED_CHARACTERS).toLowerCase();
}

/** Levenshtein's: insertions, deletions and replacements of one character. */
function editDistance(from: string, to: string): number {
  let before = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (before[column - 1] as number) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (before[column] as number) + 1, (current[column - 1] as number) + 1));
    }
    before = current;
  }
  return before[to.length] as number;
}
