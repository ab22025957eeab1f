/**
 * The area under the ROC curve, exactly, by ranking. It has to keep the probabilities of all examples, so it is for
 * validation and evaluation only.
 */

export interface Ranking {
  /** @param probabilities `[count, classes]`. Copied. @param isTrue whether an example is of a class. */
  add(probabilities: Float32Array, count: number, isTrue: (index: number, label: number) => boolean): void;
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
  /** `[count, classes]`: 1 where an example is of a class. */
  readonly truths: Uint8Array;
}

export function createRanking(classes: number): Ranking {
  const batches: Batch[] = [];
  return {
    add(probabilities, count, isTrue) {
      const truths = new Uint8Array(count * classes);
      for (let place = 0; place < truths.length; place++) {
        const label = place % classes;
        truths[place] = isTrue((place - label) / classes, label) ? 1 : 0;
      }
      batches.push({ probabilities: probabilities.slice(0, truths.length), truths });
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
  const inside = sorted(batches, label, classes, 1);
  const outside = sorted(batches, label, classes, 0);
  if (inside.length === 0 || outside.length === 0) return undefined;
  let [smaller, upToEqual, wins] = [0, 0, 0];
  for (const probability of inside) {
    while (smaller < outside.length && (outside[smaller] as number) < probability) smaller += 1;
    while (upToEqual < outside.length && (outside[upToEqual] as number) <= probability) upToEqual += 1;
    wins += (smaller + upToEqual) / 2;
  }
  return wins / (inside.length * outside.length);
}

/** The probabilities for a class, of the examples that are of it (`wanted` 1) or not (0); in rising order. */
function sorted(batches: readonly Batch[], label: number, classes: number, wanted: 0 | 1): Float32Array {
  const found = batches.map(({ probabilities, truths }) => {
    const places = Float64Array.from({ length: truths.length / classes }, (_, index) => index * classes + label);
    return places.filter((place) => truths[place] === wanted).map((place) => probabilities[place] as number);
  });
  const values = new Float32Array(found.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const each of found) {
    values.set(each, filled);
    filled += each.length;
  }
  return values.sort();
}
