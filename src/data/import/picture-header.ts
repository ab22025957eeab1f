/**
 * Tells pictures by their first bytes, and reads the size of a PNG from its header: of 70,000 small ones, asking the decoder
 * would take as long as decoding.
 */
import { measurePicture, type PictureSize } from '../picture.ts';

const SIGNATURES: readonly (readonly [at: number, bytes: string])[] = [
  [0, '89504e470d0a1a0a'],
  [0, 'ffd8ff'],
  [0, '474946383761'],
  [0, '474946383961'],
  [0, '49492a00'],
  [0, '4d4d002a'],
  [8, '57454250'],
];
const PNG_SIGNATURE = 0x89504e47;
const PNG_HEADER_BYTES = 33;
/** Grey, grey with transparency. */
const GREY_TYPES = [0, 4];

/** Whether the file begins as a PNG, JPEG, GIF, TIFF or WebP does. @param head its first 16 bytes or more. */
export function isPicture(head: Buffer): boolean {
  return SIGNATURES.some(([at, bytes]) => head.toString('hex', at, at + bytes.length / 2) === bytes);
}

/** @throws AppError ERR_PICTURE as `measurePicture` does. */
export async function sizeOfPicture(bytes: Buffer): Promise<PictureSize> {
  return plainPng(bytes) ?? measurePicture(bytes);
}

/** Of a PNG that has nothing before its pixels that would turn it; others go to the decoder, with all that is odd. */
function plainPng(bytes: Buffer): PictureSize | undefined {
  if (bytes.length < PNG_HEADER_BYTES + 8 || bytes.readUInt32BE(0) !== PNG_SIGNATURE) return undefined;
  // A chunk that is neither pixels nor known to say nothing of the orientation or the colours.
  if (bytes.toString('latin1', PNG_HEADER_BYTES + 4, PNG_HEADER_BYTES + 8) !== 'IDAT' || bytes.includes('eXIf'))
    return undefined;
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width * height > 2 ** 20) return undefined;
  return { width, height, grey: GREY_TYPES.includes(bytes[25] as number) };
}
