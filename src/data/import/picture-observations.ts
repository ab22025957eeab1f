/** What is noticed of pictures while they are imported: sizes, blank ones, the same ones twice. Small, however many they are. */
import { createHash } from 'node:crypto';
import type { OwnParts } from '../manifest.ts';
import { someOf } from './refusal.ts';

export interface PictureObservations {
  /** In the order of the rows. */
  see(pixels: Buffer, size: { readonly height: number; readonly width: number }): void;
  /** The most frequent size; of equally frequent ones the larger. */
  frequentSize(): { readonly height: number; readonly width: number };
  warnings(form: { readonly height: number; readonly width: number }, parts: OwnParts | undefined): string[];
}

/** @param paths of the pictures, row by row. */
export function observePictures(paths: readonly string[]): PictureObservations {
  const sizes = new Map<string, number>();
  const digests = new BigUint64Array(paths.length);
  const blank: string[] = [];
  let seen = 0;

  function frequentSize(): { height: number; width: number } {
    const [best = '1×1'] = [...sizes].sort(([a, m], [b, n]) => n - m || area(b) - area(a)).map(([size]) => size);
    const [height = 1, width = 1] = best.split('×').map(Number);
    return { height, width };
  }

  function refitted(form: { height: number; width: number }): string[] {
    const kept = sizes.get(`${form.height}×${form.width}`) ?? 0;
    if (kept === seen) return [];
    const others = sizes.size === 1 ? 'are of another size' : `are of ${sizes.size} sizes`;
    return [`The pictures ${others}: ${seen - kept} of ${seen} were fitted to ${form.height}×${form.width}.`];
  }

  return {
    see(pixels, { height, width }) {
      const size = `${height}×${width}`;
      sizes.set(size, (sizes.get(size) ?? 0) + 1);
      digests[seen] = createHash('sha1').update(pixels).digest().readBigUInt64LE(0);
      if (isBlank(pixels)) blank.push(paths[seen] as string);
      seen += 1;
    },
    frequentSize,
    warnings: (form, parts) => [
      ...refitted(form),
      ...(blank.length > 0 ? [`Blank pictures, of one colour only: ${someOf(blank)}.`] : []),
      ...repeated(digests, paths, parts),
    ],
  };
}

function area(size: string): number {
  const [height = 0, width = 0] = size.split('×').map(Number);
  return height * width;
}

function isBlank(pixels: Buffer): boolean {
  for (let index = 1; index < pixels.length; index++) if (pixels[index] !== pixels[0]) return false;
  return true;
}

/** By digests of 64 bits: among a million pictures, two are mistaken for the same once in forty million imports. */
function repeated(digests: BigUint64Array, paths: readonly string[], parts: OwnParts | undefined): string[] {
  const sorted = digests.slice().sort();
  let copies = 0;
  let example: bigint | undefined;
  for (let index = 1; index < sorted.length; index++) {
    if (sorted[index] !== sorted[index - 1]) continue;
    copies += 1;
    example ??= sorted[index];
  }
  if (example === undefined) return [];
  const first = digests.indexOf(example);
  const pair = [first, digests.indexOf(example, first + 1)].map((row) => JSON.stringify(paths[row])).join(' and ');
  return [`Pictures that are there more than once: ${copies}, such as ${pair}.`, ...leaking(digests, paths, parts)];
}

function leaking(digests: BigUint64Array, paths: readonly string[], parts: OwnParts | undefined): string[] {
  if (!parts?.test) return [];
  const train = new Set(digests.subarray(0, parts.train));
  const start = digests.length - parts.test;
  const leaked = paths.slice(start).filter((_, index) => train.has(digests[start + index] as bigint));
  if (leaked.length === 0) return [];
  return [
    `Pictures of the test that are in the training too: ${leaked.length}, ${someOf(leaked)}. The test will flatter.`,
  ];
}
