/**
 * What was drawn, as MNIST's digits are: its bounding box fitted into 20 of 28 pixels of the side, its centre of mass in the middle
 * (LeCun, Cortes and Burges, "The MNIST database"). Pure but for the canvas.
 */

const BOX_SHARE = 20 / 28;

export interface Grey {
  readonly width: number;
  readonly height: number;
  /** Row by row, from 0 to 255. */
  readonly values: Uint8ClampedArray;
}

/** @param drawn white on black. @returns undefined where nothing was drawn. */
export function centredPicture(drawn: HTMLCanvasElement, width: number, height: number): Grey | undefined {
  const box = boundingBox(greyOf(drawn));
  if (!box) return undefined;
  const scale = (BOX_SHARE * Math.min(width, height)) / Math.max(box.width, box.height);
  const [fittedWidth, fittedHeight] = [box.width * scale, box.height * scale];
  const draw = (left: number, top: number): Grey => {
    const picture = document.createElement('canvas');
    picture.width = width;
    picture.height = height;
    const context = contextOf(picture);
    context.imageSmoothingQuality = 'high';
    context.fillRect(0, 0, width, height);
    context.drawImage(drawn, box.left, box.top, box.width, box.height, left, top, fittedWidth, fittedHeight);
    return greyOf(picture);
  };
  const [left, top] = [(width - fittedWidth) / 2, (height - fittedHeight) / 2];
  const { x, y } = centreOfMass(draw(left, top));
  return draw(left + Math.round(width / 2 - x), top + Math.round(height / 2 - y));
}

/** A canvas of the picture's size is given its pixels. */
export function paint(canvas: HTMLCanvasElement, { width, height, values }: Grey): void {
  const image = contextOf(canvas).createImageData(width, height);
  for (const [pixel, value] of values.entries()) image.data.set([value, value, value, 255], 4 * pixel);
  contextOf(canvas).putImageData(image, 0, 0);
}

/** The picture as a PNG file in base64: a few hundred letters, so that a person can copy the request. */
export function pngOf(picture: Grey): string {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [picture.width, picture.height];
  paint(canvas, picture);
  return canvas.toDataURL('image/png').split(',')[1] ?? '';
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
}

function greyOf(canvas: HTMLCanvasElement): Grey {
  const { width, height } = canvas;
  const { data } = contextOf(canvas).getImageData(0, 0, width, height);
  return {
    width,
    height,
    values: Uint8ClampedArray.from({ length: width * height }, (_, pixel) => data[4 * pixel] ?? 0),
  };
}

function boundingBox({ width, height, values }: Grey) {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((values[y * width + x] ?? 0) < 32) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

function centreOfMass({ width, height, values }: Grey): { x: number; y: number } {
  let [sum, x, y] = [0, 0, 0];
  for (const [pixel, value] of values.entries()) {
    sum += value;
    x += value * ((pixel % width) + 0.5);
    y += value * (Math.floor(pixel / width) + 0.5);
  }
  return sum > 0 ? { x: x / sum, y: y / sum } : { x: width / 2, y: height / 2 };
}
