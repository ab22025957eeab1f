/** Drawings of circles, squares and triangles, each a little elsewhere and of another size, in class folders of a ZIP. */
import sharp from 'sharp';
import { type Chance, createChance } from './chance.ts';
import { zip } from './zip.ts';

const SIDE = 24;
const EACH = 50;

const SHAPES = ['circle', 'square', 'triangle'] as const;
export type Shape = (typeof SHAPES)[number];

export interface Shapes {
  readonly archive: Buffer;
  /** A PNG of each, which is not in the archive. */
  readonly unseen: Readonly<Record<Shape, Buffer>>;
}

export async function makeShapes(): Promise<Shapes> {
  const chance = createChance(7);
  const files: Record<string, Buffer> = {};
  for (const shape of SHAPES) {
    for (let number = 1; number <= EACH; number++) files[`shapes/${shape}/${number}.png`] = await draw(shape, chance);
  }
  const [circle, square, triangle] = await Promise.all([
    draw('circle', chance),
    draw('square', chance),
    draw('triangle', chance),
  ]);
  return { archive: zip(files), unseen: { circle, square, triangle } };
}

function draw(shape: Shape, { between }: Chance): Promise<Buffer> {
  const [x, y, size] = [between(9, 15), between(9, 15), between(6, 8)];
  const outlines = {
    circle: `<circle cx="${x}" cy="${y}" r="${size}"/>`,
    square: `<rect x="${x - size}" y="${y - size}" width="${2 * size}" height="${2 * size}"/>`,
    triangle: `<polygon points="${x},${y - size} ${x - size},${y + size} ${x + size},${y + size}"/>`,
  };
  const paper = `<rect width="${SIDE}" height="${SIDE}" fill="white"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}">${paper}${outlines[shape]}</svg>`;
  return sharp(Buffer.from(svg)).greyscale().png().toBuffer();
}
