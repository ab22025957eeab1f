import assert from 'node:assert/strict';
import test from 'node:test';
import sharp from 'sharp';
import { decodePicture, type PictureFormat } from '../../src/data/picture.ts';

const format = (height: number, width: number, channels: 1 | 3 | 4): PictureFormat => ({ height, width, channels });
const GREY = format(2, 2, 1);
const COLOUR = format(2, 2, 3);
const raw = (pixels: number[], width: number, height: number, channels: 1 | 2 | 3 | 4) =>
  sharp(Uint8Array.from(pixels), { raw: { width, height, channels } });
const decode = async (bytes: Uint8Array, to: PictureFormat): Promise<number[]> => [...(await decodePicture(bytes, to))];

test('a grey PNG of the right size comes back pixel for pixel', async () => {
  const pixels = [0, 100, 200, 255];
  const png = await raw(pixels, 2, 2, 1).toColourspace('b-w').png().toBuffer();
  assert.deepEqual(await decode(png, GREY), pixels);
});

test('a grey picture fills all three channels of a colour model', async () => {
  const png = await raw([0, 100, 200, 255], 2, 2, 1).toColourspace('b-w').png().toBuffer();
  assert.deepEqual(await decode(png, COLOUR), [0, 0, 0, 100, 100, 100, 200, 200, 200, 255, 255, 255]);
});

test('a colour picture keeps its channels, and becomes grey by luminance', async () => {
  const png = await raw([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255], 2, 2, 3).png().toBuffer();
  assert.deepEqual(await decode(png, COLOUR), [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);
  const [red = 0, green = 0, blue = 0, white = 0] = await decode(png, GREY);
  assert.ok(green > red && red > blue && blue > 0, `${[red, green, blue]}`);
  assert.equal(white, 255);
});

test('transparency lies on black', async () => {
  const png = await raw([255, 255, 255, 0, 255, 255, 255, 255, 200, 200, 200, 0, 100, 100, 100, 255], 2, 2, 4)
    .png()
    .toBuffer();
  assert.deepEqual(await decode(png, GREY), [0, 255, 0, 100]);
  assert.deepEqual(await decode(png, COLOUR), [0, 0, 0, 255, 255, 255, 0, 0, 0, 100, 100, 100]);
});

test('a model with an alpha channel gets it, opaque where a picture has none', async () => {
  const opaque = await raw([10, 20, 30], 1, 1, 3).png().toBuffer();
  assert.deepEqual(await decode(opaque, format(1, 1, 4)), [10, 20, 30, 255]);
  const grey = await raw([40], 1, 1, 1).toColourspace('b-w').png().toBuffer();
  assert.deepEqual(await decode(grey, format(1, 1, 4)), [40, 40, 40, 255]);
});

test('a palette and a picture of one bit are what they show', async () => {
  const palette = await raw([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255], 2, 2, 3)
    .png({ palette: true })
    .toBuffer();
  assert.equal((await sharp(palette).metadata()).isPalette, true);
  assert.deepEqual(await decode(palette, COLOUR), [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);
  const oneBit = await raw([0, 255, 255, 0], 2, 2, 1)
    .toColourspace('b-w')
    .png({ palette: true, colours: 2 })
    .toBuffer();
  assert.deepEqual(await decode(oneBit, GREY), [0, 255, 255, 0]);
});

test('sixteen bits a channel become eight', async () => {
  const deep = Uint16Array.from([0, 25_700, 51_400, 65_535]);
  const png = await sharp(deep, { raw: { width: 2, height: 2, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
  assert.equal((await sharp(png).metadata()).depth, 'ushort');
  assert.deepEqual(await decode(png, GREY), [0, 100, 200, 255]);
  const colour = await sharp(Uint16Array.from([0, 25_700, 65_535]), { raw: { width: 1, height: 1, channels: 3 } })
    .toColourspace('rgb16')
    .png()
    .toBuffer();
  assert.equal((await sharp(colour).metadata()).depth, 'ushort');
  assert.deepEqual(await decode(colour, format(1, 1, 3)), [0, 100, 255]);
});

test('JPEG, WebP, GIF and TIFF give the same picture within their loss', async () => {
  const picture = raw(
    Array.from({ length: 16 * 16 }, (_, index) => (index % 16 < 8 ? 30 : 220)),
    16,
    16,
    1,
  ).toColourspace('b-w');
  const expected = await decode(await picture.clone().png().toBuffer(), format(16, 16, 1));
  const files = {
    jpeg: await picture.clone().jpeg({ quality: 100 }).toBuffer(),
    progressive: await picture.clone().jpeg({ quality: 100, progressive: true }).toBuffer(),
    webp: await picture.clone().webp({ lossless: true }).toBuffer(),
    gif: await picture.clone().gif().toBuffer(),
    tiff: await picture.clone().tiff({ compression: 'lzw' }).toBuffer(),
  };
  for (const [name, bytes] of Object.entries(files)) {
    const worst = (await decode(bytes, format(16, 16, 1))).reduce(
      (max, value, index) => Math.max(max, Math.abs(value - (expected[index] as number))),
      0,
    );
    assert.ok(worst <= 4, `${name} differs by ${worst}`);
  }
});

test('a CMYK JPEG is read as the colours that it shows', async () => {
  const jpeg = await raw(new Array(64).fill([250, 5, 5]).flat(), 8, 8, 3)
    .toColourspace('cmyk')
    .jpeg({ quality: 100 })
    .toBuffer();
  assert.equal((await sharp(jpeg).metadata()).space, 'cmyk');
  const [red = 0, green = 255, blue = 255] = await decode(jpeg, format(8, 8, 3));
  assert.ok(red > 150 && green < 100 && blue < 100, `${[red, green, blue]}`);
});
