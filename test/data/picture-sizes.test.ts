import assert from 'node:assert/strict';
import test from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { decodePicture, encodePng, type PictureFormat } from '../../src/data/picture.ts';

const MNIST: PictureFormat = { height: 28, width: 28, channels: 1 };
const white = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#fff' } });
const refused = {
  name: 'AppError',
  code: 'ERR_PICTURE',
  message: /^Expected a picture \(PNG, JPEG, WebP, GIF or TIFF\)\. Received: \d+ bytes that do not decode\.$/,
};

const tooLarge = {
  ...refused,
  message: 'Expected a picture of at most 50000000 pixels. Received: more.',
};

/** A PNG that declares a size and brings a single row of it. */
function pngOf(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function rowsOf(pixels: Float32Array): number[][] {
  return Array.from({ length: 28 }, (_, row) => [...pixels.subarray(row * 28, (row + 1) * 28)]);
}

test('a picture of any size is fitted into the input', async () => {
  for (const [width, height] of [
    [1, 1],
    [2, 2],
    [28, 28],
    [280, 280],
    [3000, 3000],
  ] as const) {
    const pixels = await decodePicture(await white(width, height).png().toBuffer(), MNIST);
    assert.equal(pixels.length, 784);
    assert.ok(
      pixels.every((value) => value === 255),
      `${width}×${height}`,
    );
  }
});

test('a wide picture keeps its proportions between black borders above and below', async () => {
  const rows = rowsOf(await decodePicture(await white(100, 50).png().toBuffer(), MNIST));
  assert.ok(rows[0]?.every((value) => value === 0) && rows[27]?.every((value) => value === 0));
  assert.ok(rows[13]?.every((value) => value === 255) && rows[14]?.every((value) => value === 255));
});

test('a tall picture keeps its proportions between black borders at both sides', async () => {
  const rows = rowsOf(await decodePicture(await white(50, 100).png().toBuffer(), MNIST));
  for (const row of rows) assert.deepEqual([row[0], row[14], row[27]], [0, 255, 0]);
});

test('a line of one pixel is fitted too, however long', async () => {
  for (const [width, height] of [
    [1, 5000],
    [5000, 1],
  ] as const) {
    assert.equal((await decodePicture(await white(width, height).png().toBuffer(), MNIST)).length, 784);
  }
});

test('a picture is turned as its EXIF says', async () => {
  const upright = await sharp(Buffer.from([255, 255, 0, 0]), { raw: { width: 2, height: 2, channels: 1 } })
    .resize(28, 28, { kernel: 'nearest' })
    .png()
    .toBuffer();
  const turned = await sharp(upright).withMetadata({ orientation: 3 }).jpeg({ quality: 100 }).toBuffer();
  assert.equal((await sharp(turned).metadata()).orientation, 3);
  const rows = rowsOf(await decodePicture(turned, MNIST));
  assert.ok((rows[2]?.[14] as number) < 20 && (rows[25]?.[14] as number) > 235);
});

test('a picture that declares a size beyond reason is refused at once, without its memory', {
  timeout: 10_000,
}, async () => {
  const before = process.memoryUsage().rss;
  for (const [width, height] of [
    [100_000, 100_000],
    [50_000, 1001],
    [2_147_483_647, 1],
  ] as const) {
    const started = performance.now();
    await assert.rejects(
      () => decodePicture(pngOf(width, height), MNIST),
      width > 1e9 ? refused : tooLarge,
      `${width}×${height}`,
    );
    assert.ok(performance.now() - started < 1000);
  }
  assert.ok(process.memoryUsage().rss - before < 200 * 1024 * 1024);
});

test('a picture that ends too early is refused, wherever it ends', async () => {
  const noise = Buffer.from(Array.from({ length: 64 * 64 }, (_, index) => (index * 7919) % 256));
  const picture = sharp(noise, { raw: { width: 64, height: 64, channels: 1 } });
  for (const bytes of [
    await picture.clone().png().toBuffer(),
    await picture.clone().jpeg().toBuffer(),
    await picture.clone().webp().toBuffer(),
  ]) {
    for (const part of [0.1, 0.5, 0.9]) {
      await assert.rejects(() => decodePicture(bytes.subarray(0, Math.floor(bytes.length * part)), MNIST), refused);
    }
  }
});

test('bytes that are no picture are refused', async () => {
  const files = [
    Buffer.alloc(0),
    Buffer.from('GET / HTTP/1.1'),
    Buffer.alloc(1000),
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    Buffer.from('{"b64":""}'),
  ];
  for (const bytes of files) await assert.rejects(() => decodePicture(bytes, MNIST), refused);
});

test('a drawing of text commands is no picture: it could make the server compute, or read files, at its will', async () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="28" height="28"><rect width="28" height="28" fill="#fff"/></svg>';
  await assert.rejects(() => decodePicture(Buffer.from(svg), MNIST), refused);
  await assert.rejects(() => decodePicture(Buffer.from(`<?xml version="1.0"?>${svg}`), MNIST), refused);
});

test('an encoded picture decodes to the same pixels', async () => {
  const pixels = Uint8Array.from({ length: 784 }, (_, index) => (index * 31) % 256);
  assert.deepEqual(Uint8Array.from(await decodePicture(await encodePng(pixels, MNIST), MNIST)), pixels);
});
