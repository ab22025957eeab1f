/**
 * Picture files to pixels and back, by sharp. Knows nothing of networks: it fits a picture into the
 * height, width and channels that it is told.
 */
import sharp, { type Sharp } from 'sharp';
import { AppError, messageOf } from '../errors.ts';

/** What a picture is fitted to. */
export interface PictureFormat {
  readonly height: number;
  readonly width: number;
  /** 1 for grey, 3 for RGB, 4 with transparency. */
  readonly channels: 1 | 3 | 4;
}

/** A picture declares its size before its pixels: beyond this nothing is decoded. */
const PIXELS_MAX = 50_000_000;
/** In sharp's words, and in ours. */
const TOO_MANY_PIXELS = /exceeds pixel limit|too many pixels/i;
const DECODE_SECONDS_MAX = 10;
/** Pixels only: what reads SVG or PDF computes, and opens files, at the sender's will. */
const LOADERS = ['Png', 'Jpeg', 'Webp', 'Nsgif', 'Tiff'].map((format) => `VipsForeignLoad${format}`);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: LOADERS });
const BLACK = { r: 0, g: 0, b: 0, alpha: 1 };

/**
 * Decodes a picture and fits it to a model's input: turned as its EXIF says, transparency on black, converted to grey
 * or RGB, resized to fit with black borders where its proportions differ.
 * @param bytes a PNG, JPEG, WebP, GIF or TIFF file.
 * @returns pixels from 0 to 255, row-major, `height × width × channels`.
 * @throws AppError ERR_PICTURE if the bytes are no picture, or one of too many pixels.
 */
export async function decodePicture(bytes: Uint8Array, format: PictureFormat): Promise<Float32Array> {
  return Float32Array.from(await fitPicture(bytes, format));
}

/** The same as bytes: what training reads and what a prediction is made from agree in every pixel. */
export async function fitPicture(bytes: Uint8Array, format: PictureFormat): Promise<Buffer> {
  const { height, width, channels } = format;
  try {
    const picture = sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: 'error' })
      .timeout({ seconds: DECODE_SECONDS_MAX })
      .rotate()
      .resize({ width, height, fit: 'contain', background: BLACK });
    return await withChannels(picture, channels).raw().toBuffer();
  } catch (error) {
    throw unreadable(bytes, error);
  }
}

export interface PictureSize {
  readonly height: number;
  readonly width: number;
  /** Whether it has no colours at all; one that could have some may still be grey. */
  readonly grey: boolean;
}

/**
 * What a picture declares of itself, turned as its EXIF says; no pixel is decoded.
 * @throws AppError ERR_PICTURE if the bytes are no picture, or one of too many pixels.
 */
export async function measurePicture(bytes: Uint8Array): Promise<PictureSize> {
  try {
    const { autoOrient, channels } = await sharp(bytes, { limitInputPixels: PIXELS_MAX }).metadata();
    if (autoOrient.width * autoOrient.height > PIXELS_MAX) throw new RangeError('too many pixels');
    return { height: autoOrient.height, width: autoOrient.width, grey: channels < 3 };
  } catch (error) {
    throw unreadable(bytes, error);
  }
}

function unreadable(bytes: Uint8Array, cause: unknown): AppError {
  if (TOO_MANY_PIXELS.test(messageOf(cause)))
    return new AppError('ERR_PICTURE', `Expected a picture of at most ${PIXELS_MAX} pixels. Received: more.`, {
      cause,
    });
  return new AppError(
    'ERR_PICTURE',
    `Expected a picture (PNG, JPEG, WebP, GIF or TIFF). Received: ${bytes.length} bytes that do not decode.`,
    { cause },
  );
}

function withChannels(picture: Sharp, channels: number): Sharp {
  if (channels === 4) return picture.toColourspace('srgb').ensureAlpha();
  const opaque = picture.flatten({ background: BLACK });
  return channels === 1 ? opaque.greyscale().toColourspace('b-w') : opaque.toColourspace('srgb').removeAlpha();
}

/** Encodes raw pixels, `height × width × channels` bytes, as a PNG file. @param zoom how many times as large, pixel by pixel. */
export async function encodePng(pixels: Uint8Array, format: PictureFormat, zoom = 1): Promise<Buffer> {
  const { height, width, channels } = format;
  const picture = sharp(pixels, { raw: { height, width, channels } });
  if (zoom > 1) picture.resize({ height: height * zoom, width: width * zoom, kernel: 'nearest' });
  return picture.png().toBuffer();
}
