/**
 * Decodes pictures in their order, a few at once, each fitted into one form. Knows nothing of classes and files.
 *
 * DESIGN Which form fits all of them is known only when all were seen, but it is nearly always that of the first: each pass
 * assumes a form and tells what it saw, and whoever called it starts again with another where that was wrong. A pass that
 * takes pictures for grey ends at the first colour, so three passes are the most there can be.
 */
import { AppError } from '../../errors.ts';
import { fitPicture, measurePicture, type PictureFormat } from '../picture.ts';
import type { Archive, ArchiveEntry } from './archive-reader.ts';
import { type PlainPicture, plainPng } from './picture-png.ts';
import { refusedData } from './refusal.ts';

export interface FittedPicture {
  readonly pixels: Buffer;
  /** As it was. */
  readonly height: number;
  readonly width: number;
  /** It has colours, although the form is grey. */
  readonly colourful: boolean;
}

export interface FittingOptions {
  readonly form: PictureFormat;
  /** Whether colours are to be told rather than taken away. */
  readonly findColours: boolean;
  readonly signal: AbortSignal;
}

/** As many as libuv has threads; each holds a picture. */
const AT_ONCE = 4;
/** Of one file: as much for each of those at once is what they take of the memory before they are decoded. */
const FILE_BYTES_MAX = 2 ** 26;

/** @throws AppError ERR_DATA that names the picture which cannot be read. */
export async function* fittedPictures(
  archive: Archive,
  entries: readonly ArchiveEntry[],
  options: FittingOptions,
): AsyncGenerator<FittedPicture> {
  const running: Promise<FittedPicture>[] = [];
  const start = (entry: ArchiveEntry): void => {
    const picture = fitted(archive, entry, options);
    // Whoever waits for it hears of a failure; one that nobody waits for any more must not end the process.
    picture.catch(() => undefined);
    running.push(picture);
  };
  for (const entry of entries) {
    options.signal.throwIfAborted();
    start(entry);
    if (running.length >= AT_ONCE) yield await (running.shift() as Promise<FittedPicture>);
  }
  for (const picture of running) yield await picture;
}

async function fitted(
  archive: Archive,
  entry: ArchiveEntry,
  { form, findColours }: FittingOptions,
): Promise<FittedPicture> {
  if (entry.bytes > FILE_BYTES_MAX)
    throw refusedData(`pictures of at most ${FILE_BYTES_MAX} bytes`, `"${entry.path}" of ${entry.bytes}`);
  const bytes = await archive.read(entry);
  const plain = plainPng(bytes, form);
  const plainly = plain && fittedPlainly(plain, form.channels, findColours);
  if (plainly) return plainly;
  try {
    const { height, width, grey } = await measurePicture(bytes);
    const mayHaveColours = findColours && !grey && form.channels === 1;
    const colourful = mayHaveColours && hasColours(await fitPicture(bytes, { ...form, channels: 3 }));
    return { pixels: await fitPicture(bytes, form), height, width, colourful };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'ERR_PICTURE') throw error;
    const received = `"${entry.path}", ${bytes.length} bytes that do not decode or have too many pixels`;
    throw refusedData('pictures (PNG, JPEG, WebP, GIF or TIFF)', received, error);
  }
}

/** A picture that has the form's size already; not where colours have to be made grey, which the decoder does. */
function fittedPlainly(plain: PlainPicture, channels: number, findColours: boolean): FittedPicture | undefined {
  const { pixels, height, width } = plain;
  if (plain.channels === channels) return { pixels, height, width, colourful: false };
  if (channels === 3) return { pixels: tripled(pixels), height, width, colourful: false };
  if (channels !== 1 || (!findColours && hasColours(pixels))) return undefined;
  return { pixels: firstOfThree(pixels), height, width, colourful: findColours && hasColours(pixels) };
}

function tripled(grey: Buffer): Buffer {
  const rgb = Buffer.allocUnsafe(grey.length * 3);
  for (let index = 0; index < rgb.length; index++) rgb[index] = grey[Math.floor(index / 3)] as number;
  return rgb;
}

function firstOfThree(rgb: Buffer): Buffer {
  const grey = Buffer.allocUnsafe(rgb.length / 3);
  for (let index = 0; index < grey.length; index++) grey[index] = rgb[index * 3] as number;
  return grey;
}

function hasColours(rgb: Buffer): boolean {
  for (let index = 0; index < rgb.length; index += 3) {
    if (rgb[index] !== rgb[index + 1] || rgb[index] !== rgb[index + 2]) return true;
  }
  return false;
}
