/** Shares, and their plain mean over classes or labels ("macro"): what precision, recall and F1 are made of. */

export function macro(size: number, ofEach: (index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < size; index++) sum += ofEach(index);
  return sum / size;
}

/** 0/0 counts as 0. */
export function share(part = 0, whole = 0): number {
  return whole === 0 ? 0 : part / whole;
}
