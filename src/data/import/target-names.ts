/** What people call the column that is to be learnt, the surest names first. */
export const TARGETS: readonly string[] = [
  ...['target', 'label', 'labels', 'class', 'y', 'outcome', 'response', 'category', 'diagnosis', 'sentiment'],
  ...['species', 'survived', 'churn', 'quality', 'result', 'price'],
];

/** @param said the column that the options name. */
export function mayBeTarget(name: string, said: string | undefined): boolean {
  return said === undefined ? TARGETS.includes(name.toLowerCase()) : name === said;
}
