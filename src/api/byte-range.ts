/** One range of a `Range` header (RFC 9110, 14.1.2). What cannot be read is ignored, as the RFC says. */

export interface ByteRange {
  readonly start: number;
  /** Of its last byte. */
  readonly end: number;
}

const BYTES = /^bytes=(\d{0,15})-(\d{0,15})$/;

/** @returns undefined for the whole; `'unsatisfiable'` where it begins after the end. */
export function byteRange(header: string | undefined, bytes: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = BYTES.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (first !== '' && last !== '' && Number(last) < start) return undefined;
  return start >= bytes ? 'unsatisfiable' : { start, end };
}
