/**
 * A heat map as a picture: what speaks for the answer in red, what speaks against it in blue, over what was explained in pale grey.
 * Knows nothing of where the numbers come from.
 */
import { encodePng } from '../picture.ts';
import type { Backdrop } from './kind.ts';

type Colour = readonly [number, number, number];

/** The ends of ColorBrewer's RdBu, which those who see no red tell from each other too. */
const FOR: Colour = [178, 24, 43];
const AGAINST: Colour = [33, 102, 172];
/** What a black pixel of the backdrop becomes: colours are seen on what is light. */
const DARKEST = 165;
/** This share of the units has a colour that is not full: a single outlier would leave all others pale. */
const FULL_FROM = 0.99;
/** Small pictures are enlarged by whole numbers, to about so many pixels. */
const SIDE = 448;

/** @param units the attribution of each. @returns a PNG file. */
export async function drawHeatMap(backdrop: Backdrop, units: Float64Array): Promise<Buffer> {
  const { height, width } = backdrop;
  const scale = fullAt(units);
  const zoom = Math.max(1, Math.floor(SIDE / Math.max(height, width)));
  const pixels = new Uint8Array(height * width * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const grey = DARKEST + ((255 - DARKEST) * Math.max(0, Math.min(255, backdrop.grey(y, x)))) / 255;
      const attribution = units[backdrop.unit(y, x)] as number;
      const colour = attribution > 0 ? FOR : AGAINST;
      pixels.set(mixed(grey, colour, Math.min(1, Math.abs(attribution) / scale)), 3 * (y * width + x));
    }
  }
  return encodePng(pixels, { height, width, channels: 3 }, zoom);
}

/** @param share of the colour; its root, since small attributions are to be seen, too. */
function mixed(grey: number, colour: Colour, share: number): number[] {
  const strength = Math.sqrt(share);
  return colour.map((part) => grey + (part - grey) * strength);
}

function fullAt(units: Float64Array): number {
  const sizes = units.map(Math.abs).sort();
  const most = sizes[Math.floor(FULL_FROM * (sizes.length - 1))] as number;
  return most > 0 ? most : sizes.at(-1) || 1;
}
