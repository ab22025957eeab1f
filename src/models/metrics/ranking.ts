/**
 * The area under the ROC curve, exactly, by ranking. It has to keep the probabilities of all examples, so it is for
 * validation and evaluation only.
 */

export interface Ranking {
  /** @param probabilities `[count, classes]`. Copied. @param truths only the first `count` are read. */
  add(probabilities: Float32Array, truths: Int32Array, count: number): void;
  /**
   * For each class against the rest: the share of pairs, one example of the class and one of another, in which the
   * former has the greater probability for it; equal ones count half (Mann & Whitney 1947). The mean over classes, as
   * scikit-learn's `roc_auc_score(multi_class='ovr', average='macro')`. A class without any example, or of which all
   * are, has none and is left out; undefined if there is no other.
   */
  area(): number | undefined;
}

interface Batch {
  readonly probabilities: Float32Array;
  readonly truths: Int32Array;
}

export function createRanking(classes: number): Ranking {
  const batches: Batch[] = [];
  return {
    add(probabilities, truths, count) {
      batches.push({ probabilities: probabilities.slice(0, count * classes), truths: truths.slice(0, count) });
    },
    area() {
      const areas = Array.from({ length: classes }, (_, index) => areaOf(index, classes, batches)).filter(
        (area) => area !== undefined,
      );
      return areas.length === 0 ? undefined : areas.reduce((sum, area) => sum + area, 0) / areas.length;
    },
  };
}

function areaOf(label: number, classes: number, batches: readonly Batch[]): number | undefined {
  const inside = sorted(batches, label, classes, (truth) => truth === label);
  const outside = sorted(batches, label, classes, (truth) => truth !== label);
  if (inside.length === 0 || outside.length === 0) return undefined;
  let [smaller, upToEqual, wins] = [0, 0, 0];
  for (const probability of inside) {
    while (smaller < outside.length && (outside[smaller] as number) < probability) smaller += 1;
    while (upToEqual < outside.length && (outside[upToEqual] as number) <= probability) upToEqual += 1;
    wins += (smaller + upToEqual) / 2;
  }
  return wins / (inside.length * outside.length);
}

/** The probabilities for a class, of the examples whose true class is among those wanted; in rising order. */
function sorted(
  batches: readonly Batch[],
  label: number,
  classes: number,
  wanted: (truth: number) => boolean,
): Float32Array {
  const size = batches.reduce(
    (sum, { truths }) => sum + truths.reduce((n, truth) => n + (wanted(truth) ? 1 : 0), 0),
    0,
  );
  const values = new Float32Array(size);
  let filled = 0;
  for (const { probabilities, truths } of batches) {
    for (const [index, truth] of truths.entries()) {
      if (!wanted(truth)) continue;
      values[filled] = probabilities[index * classes + label] as number;
      filled += 1;
    }
  }
  return values.sort();
}
