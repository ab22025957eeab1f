/** Pages of a list put together: its first one is asked for again and again, others came before. Knows nothing of where they are from. */
export interface Listed<T> {
  readonly jobs: readonly T[];
  readonly hasMore: boolean;
  readonly isLoaded: boolean;
  readonly error: unknown;
}

interface Known {
  readonly id: string;
}

/**
 * With the first page as it is now. New jobs stand at its beginning; those that a filter left out since are gone from it. What
 * comes behind the last of it that was there before stays: its place is what tells, for ids do not rise with time (a sweep's
 * trainings have the sweep's).
 */
export function withHead<T extends Known>(before: Listed<T>, head: readonly T[], hasMore: boolean): Listed<T> {
  const places = new Map(before.jobs.map(({ id }, place) => [id, place]));
  const last = places.get(head.findLast(({ id }) => places.has(id))?.id ?? '') ?? -1;
  const there = new Set(head.map(({ id }) => id));
  // Where none of it was there before, whole pages may be new: what follows is asked for again.
  const rest = hasMore && last >= 0 ? before.jobs.slice(last + 1).filter(({ id }) => !there.has(id)) : [];
  return {
    jobs: [...head, ...rest],
    hasMore: rest.length > 0 ? before.hasMore : hasMore,
    ...{ isLoaded: true, error: undefined },
  };
}

export function replaced<T extends Known>(jobs: readonly T[], by: readonly T[]): readonly T[] {
  const found = new Map(by.map((job) => [job.id, job]));
  return jobs.map((job) => found.get(job.id) ?? job);
}
