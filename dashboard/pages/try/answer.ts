/** What a prediction says, whatever its form: labels with probabilities, or numbers by their names. Pure. */

export interface Named {
  readonly name: string;
  readonly value: number;
}

export interface Understood {
  readonly are: 'probabilities' | 'numbers';
  /** Probabilities in the order of the labels, where all are told; else falling. */
  readonly values: readonly Named[];
}

/** @param labels of the version, in the order of its outputs. */
export function understand(prediction: unknown, task: string, labels: readonly string[]): Understood {
  const are = task === 'regression' ? 'numbers' : 'probabilities';
  if (typeof prediction === 'number' || Array.isArray(prediction)) {
    const numbers = [prediction].flat(8) as number[];
    return { are, values: numbers.map((value, index) => ({ name: labels[index] ?? `${index}`, value })) };
  }
  const told = (prediction ?? {}) as {
    readonly top?: readonly { readonly label: string; readonly probability: number }[];
    readonly probabilities?: Readonly<Record<string, number>>;
    readonly values?: Readonly<Record<string, number>>;
    readonly value?: number;
  };
  if (told.top) {
    const known = new Map(told.top.map(({ label, probability }) => [label, probability]));
    const names = known.size === labels.length ? labels : [...known.keys()];
    return { are, values: names.map((name) => ({ name, value: known.get(name) ?? 0 })) };
  }
  if (told.value !== undefined) return { are, values: [{ name: labels[0] ?? 'value', value: told.value }] };
  const named = Object.entries(told.probabilities ?? told.values ?? {});
  return { are, values: named.map(([name, value]) => ({ name, value })) };
}
