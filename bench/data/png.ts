/** Writes grey PNGs as common tools do: each row by the filter that leaves the smallest differences. */
import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const FILTERS = 5;

/** @param pixels `side × side` bytes, row by row. */
export function encodePng(pixels: Uint8Array, side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 8;
  const rows = Buffer.alloc((side + 1) * side);
  for (let row = 0; row < side; row++) bestFiltered(pixels, row, side).copy(rows, row * (side + 1));
  const data = deflateSync(rows, { level: 6 });
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function bestFiltered(pixels: Uint8Array, row: number, side: number): Buffer {
  let best: Buffer = Buffer.alloc(0);
  let least = Number.POSITIVE_INFINITY;
  for (let filter = 0; filter < FILTERS; filter++) {
    const line = filtered(pixels, row, side, filter);
    let sum = 0;
    for (let at = 1; at <= side; at++) sum += Math.abs(line.readInt8(at));
    if (sum >= least) continue;
    least = sum;
    best = line;
  }
  return best;
}

/** The number of the filter, then what it leaves of each pixel. */
function filtered(pixels: Uint8Array, row: number, side: number, filter: number): Buffer {
  const line = Buffer.alloc(side + 1);
  line[0] = filter;
  for (let at = 0; at < side; at++) {
    const place = row * side + at;
    const left = at > 0 ? (pixels[place - 1] as number) : 0;
    const above = row > 0 ? (pixels[place - side] as number) : 0;
    const corner = at > 0 && row > 0 ? (pixels[place - side - 1] as number) : 0;
    const guess = [0, left, above, (left + above) >> 1, nearest(left, above, corner)][filter] as number;
    line[at + 1] = (pixels[place] as number) - guess;
  }
  return line;
}

/** Paeth's predictor. */
function nearest(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(guess - value)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
