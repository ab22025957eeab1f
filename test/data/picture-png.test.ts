import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { plainPng } from '../../src/data/import/picture-png.ts';
import { fitPicture } from '../../src/data/picture.ts';
import { randomStream } from '../../src/random.ts';

const SIZE = { height: 13, width: 17 };
const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** Random bytes behind random filters: whatever they decode to, it is a picture. */
function randomPng(channels: 1 | 3, seed: number, ...more: Buffer[]): Buffer {
  const random = randomStream(seed, 'png');
  const rowBytes = SIZE.width * channels + 1;
  const rows = Buffer.from(Array.from({ length: rowBytes * SIZE.height }, () => random.below(256)));
  for (let row = 0; row < SIZE.height; row++) rows[row * rowBytes] = random.below(5);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE.width, 0);
  header.writeUInt32BE(SIZE.height, 4);
  header[8] = 8;
  header[9] = channels === 1 ? 0 : 2;
  const packed = deflateSync(rows);
  const half = packed.length >> 1;
  const pixels = [chunk('IDAT', packed.subarray(0, half)), chunk('IDAT', packed.subarray(half))];
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), ...more, ...pixels, chunk('IEND', Buffer.alloc(0))]);
}

test('plain PNGs of every filter are decoded to the same pixels as by the decoder of all pictures', async () => {
  for (const channels of [1, 3] as const) {
    for (let seed = 0; seed < 30; seed++) {
      const png = randomPng(channels, seed, chunk('tEXt', Buffer.from('a\0b')));
      const plain = plainPng(png, SIZE);
      assert.ok(plain, `${channels} channels, seed ${seed}`);
      assert.equal(plain.channels, channels);
      assert.deepEqual(
        plain.pixels,
        await fitPicture(png, { ...SIZE, channels }),
        `${channels} channels, seed ${seed}`,
      );
    }
  }
});

test('every grey is the same grey whether it is stored as one number or as three', async () => {
  const greys = Buffer.from(Array.from({ length: 256 }, (_, level) => level));
  const tripled = Buffer.from([...greys].flatMap((level) => [level, level, level]));
  const form = { height: 16, width: 16 };
  const grey = await sharp(greys, { raw: { ...form, channels: 1 } })
    .png({ palette: false })
    .toBuffer();
  const rgb = await sharp(tripled, { raw: { ...form, channels: 3 } })
    .png({ palette: false })
    .toBuffer();
  assert.deepEqual(await fitPicture(rgb, { ...form, channels: 1 }), greys);
  assert.deepEqual(await fitPicture(grey, { ...form, channels: 3 }), tripled);
});

test('what is unusual or damaged is left to the decoder of all pictures', async () => {
  const png = randomPng(1, 0);
  assert.ok(plainPng(png, SIZE));
  assert.equal(plainPng(png, { height: 13, width: 16 }), undefined);
  assert.equal(plainPng(randomPng(1, 0, chunk('gAMA', Buffer.alloc(4))), SIZE), undefined);
  assert.equal(plainPng(randomPng(1, 0, chunk('tRNS', Buffer.alloc(2))), SIZE), undefined);
  assert.equal(plainPng(Buffer.concat([png, Buffer.alloc(1)]), SIZE), undefined);
  for (let length = 0; length < png.length; length++) assert.equal(plainPng(png.subarray(0, length), SIZE), undefined);
  for (let at = 0; at < png.length; at++) {
    const damaged = Buffer.from(png);
    damaged[at] = (damaged[at] as number) ^ 0x10;
    assert.equal(plainPng(damaged, SIZE), undefined, `byte ${at}`);
  }
  const jpeg = await sharp(readFileSync(path.resolve(import.meta.dirname, '../../examples/seven.png')))
    .jpeg()
    .toBuffer();
  assert.equal(plainPng(jpeg, SIZE), undefined);
});
