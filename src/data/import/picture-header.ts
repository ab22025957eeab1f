/** Tells pictures by their first bytes: PNG, JPEG, GIF of 1987 and 1989, TIFF of both byte orders, WebP. */
const SIGNATURES: readonly (readonly [at: number, bytes: string])[] = [
  [0, '89504e470d0a1a0a'],
  [0, 'ffd8ff'],
  [0, '474946383761'],
  [0, '474946383961'],
  [0, '49492a00'],
  [0, '4d4d002a'],
  [8, '57454250'],
];

/** Whether the file begins as a PNG, JPEG, GIF, TIFF or WebP does. @param head its first 16 bytes or more. */
export function isPicture(head: Buffer): boolean {
  return SIGNATURES.some(([at, bytes]) => head.toString('hex', at, at + bytes.length / 2) === bytes);
}
