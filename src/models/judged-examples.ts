/**
 * The examples that stand behind a confusion matrix: of each of its cells the few that the network was furthest off with, for a
 * person to look at. Knows nothing of what the examples are.
 */
import type { Examples } from '../data/examples.ts';

/** An example of classes, and what the network made of it. */
export interface Judged {
  /** Its place among the examples. */
  readonly example: number;
  readonly truth: number;
  readonly answer: number;
  readonly loss: number;
}

export interface JudgedProbably extends Judged {
  /** Of the class that was answered, and of the true one. */
  readonly probability: number;
  readonly trueProbability: number;
}

/** What tells again what the network answers: outputs, row-major. */
export interface Answering {
  predict(examples: Examples, indices: Uint32Array): Promise<Float32Array>;
}

export interface JudgedExamples {
  add(judged: Judged): void;
  /** Those that were kept, by falling loss. */
  worst(): Judged[];
}

/** Of each cell. */
const CELL_MAX = 8;
/** Of all cells together: where there are more, the worst of each cell go first. */
const ALL_MAX = 2000;

/** @param classes how many there are. */
export function createJudgedExamples(classes: number): JudgedExamples {
  const cells = new Map<number, Judged[]>();
  return {
    add(judged) {
      const key = judged.truth * classes + judged.answer;
      const cell = cells.get(key) ?? [];
      if (cell.length === 0) cells.set(key, cell);
      if (cell.length === CELL_MAX && !(judged.loss > (cell.at(-1)?.loss ?? 0))) return;
      // Of equals the earlier one stays before the later.
      const place = cell.findLastIndex(({ loss }) => loss >= judged.loss) + 1;
      cell.splice(place, 0, judged);
      if (cell.length > CELL_MAX) cell.pop();
    },
    worst() {
      const ranked = [...cells.values()].flatMap((cell) => cell.map((judged, rank) => ({ judged, rank })));
      ranked.sort((a, b) => a.rank - b.rank || b.judged.loss - a.judged.loss);
      const kept = ranked.slice(0, ALL_MAX).map(({ judged }) => judged);
      return kept.sort((a, b) => b.loss - a.loss);
    },
  };
}

/** How sure the network was of each: it computes them once more. */
export async function withProbabilities(
  evaluator: Answering,
  examples: Examples,
  judged: readonly Judged[],
): Promise<readonly JudgedProbably[]> {
  const classes = examples.targets.size;
  const outputs = await evaluator.predict(
    examples,
    Uint32Array.from(judged, ({ example }) => example),
  );
  return judged.map((each, place) => {
    const chance = (label: number): number => outputs[place * classes + label] ?? 0;
    return { ...each, probability: chance(each.answer), trueProbability: chance(each.truth) };
  });
}
