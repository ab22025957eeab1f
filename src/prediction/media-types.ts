/** Content types as requests name them. */

/** The type alone, without parameters: `text/csv; charset=utf-8` is `text/csv`. */
export function bareType(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** @param accepted `text/csv`, or `image/*` for all of a family. */
export function isOfType(mediaType: string, accepted: string): boolean {
  return accepted.endsWith('/*') ? mediaType.startsWith(accepted.slice(0, -1)) : mediaType === accepted;
}
