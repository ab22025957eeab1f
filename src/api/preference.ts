/** The header `Prefer: wait=SECONDS` of RFC 7240: a client would rather wait for the end than ask for it again. */

const WAIT_SECONDS_MAX = 300;
const WAIT = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;.*)?$/i;

/** @returns for how long, at most five minutes; undefined where nobody asks for it. What cannot be read is ignored, as the RFC says. */
export function preferredWaitSeconds(header: string | readonly string[] | undefined): number | undefined {
  const preferences = [header ?? []].flat().join(',').split(',');
  const seconds = preferences.flatMap((preference) => WAIT.exec(preference)?.[1] ?? [])[0];
  return seconds === undefined ? undefined : Math.min(Number(seconds), WAIT_SECONDS_MAX);
}
