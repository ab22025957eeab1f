/**
 * Decodes the plainest of PNGs: 8 bits, grey or RGB, not interlaced, with nothing that changes what its pixels mean. The decoder
 * of all pictures needs half a millisecond to begin, which is most of the time that a dataset of small ones takes. Whatever is
 * unusual or damaged is left to it, so that nothing is accepted here that it would refuse.
 * Source: W3C, "Portable Network Graphics (PNG) Specification", third edition.
 */
import { crc32, inflateSync } from 'node:zlib';

export interface PlainPicture {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** `height × width × channels`, row-major. */
  readonly pixels: Buffer;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const HEADER_BYTES = 13;
const CHUNK_FRAME_BYTES = 12;
const CHANNELS: Readonly<Record<number, 1 | 3>> = { 0: 1, 2: 3 };
/** Chunks that say nothing of the pixels: text, time, the size on paper. */
const SILENT = ['tEXt', 'zTXt', 'iTXt', 'tIME', 'pHYs'];

/** @param size the only one that is wanted. @returns nothing where the picture is of another kind or size. */
export function plainPng(
  bytes: Buffer,
  size: { readonly height: number; readonly width: number },
): PlainPicture | undefined {
  if (bytes.length < 45 || !SIGNATURE.equals(bytes.subarray(0, 8)) || bytes.readUInt32BE(8) !== HEADER_BYTES)
    return undefined;
  const [width, height, channels] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), CHANNELS[bytes[25] as number]];
  // The bit depth; then compression, filter and interlacing, each of which has one plain form.
  if (bytes[24] !== 8 || !channels || bytes[26] !== 0 || bytes[27] !== 0 || bytes[28] !== 0) return undefined;
  if (width !== size.width || height !== size.height) return undefined;
  const packed = pixelData(bytes);
  const pixels = packed && unfiltered(inflated(packed, (width * channels + 1) * height), width * channels, channels);
  return pixels && { height, width, channels, pixels };
}

/** The contents of the chunks of pixels, if all chunks are whole and plain and the last one ends the file. */
function pixelData(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let at = SIGNATURE.length; at + CHUNK_FRAME_BYTES <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const end = at + CHUNK_FRAME_BYTES + length;
    if (end > bytes.length || crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) return undefined;
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'IEND') return end === bytes.length && parts.length > 0 ? joined(parts) : undefined;
    if (type === 'IDAT') parts.push(bytes.subarray(at + 8, end - 4));
    else if (at > SIGNATURE.length && !SILENT.includes(type)) return undefined;
    at = end;
  }
  return undefined;
}

function joined(parts: readonly Buffer[]): Buffer {
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}

function inflated(packed: Buffer, bytes: number): Buffer | undefined {
  try {
    const rows = inflateSync(packed, { maxOutputLength: bytes, chunkSize: Math.max(64, bytes) });
    return rows.length === bytes ? rows : undefined;
  } catch {
    return undefined;
  }
}

/** Each row begins with the number of its filter, which predicts a byte from those to the left, above, and both. */
function unfiltered(rows: Buffer | undefined, rowBytes: number, channels: number): Buffer | undefined {
  if (!rows) return undefined;
  const height = rows.length / (rowBytes + 1);
  const pixels = Buffer.allocUnsafe(rowBytes * height);
  for (let row = 0; row < height; row++) {
    const from = row * (rowBytes + 1);
    const filter = rows[from] as number;
    if (filter > 4) return undefined;
    const to = row * rowBytes;
    for (let index = 0; index < rowBytes; index++) {
      const left = index >= channels ? (pixels[to + index - channels] as number) : 0;
      const above = row > 0 ? (pixels[to + index - rowBytes] as number) : 0;
      const corner = row > 0 && index >= channels ? (pixels[to + index - rowBytes - channels] as number) : 0;
      pixels[to + index] = (rows[from + 1 + index] as number) + predicted(filter, left, above, corner);
    }
  }
  return pixels;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    default:
      return paeth(left, above, corner);
  }
}

function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
