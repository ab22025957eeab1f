/** What the demo draws in a terminal: a bar, a table of confusions, a digit. Plain text where there is no terminal. */
import sharp from 'sharp';
import type { Progress } from '../src/queue/index.ts';

const BAR_WIDTH = 28;
/** From black to white. */
const SHADES = ' ░▒▓█';

/** One line that says how far training is. */
export function progressLine(progress: Progress & { loss?: number; accuracy?: number }): string {
  const { epoch, epochs, fraction, examplesPerSecond, etaSeconds, loss, accuracy } = progress;
  const filled = Math.round(fraction * BAR_WIDTH);
  const parts = [
    `epoch ${epoch}/${epochs}`,
    `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${Math.round(fraction * 100)} %`,
    loss === undefined ? '' : `loss ${loss.toFixed(4)}`,
    accuracy === undefined ? '' : `accuracy ${percent(accuracy)}`,
    examplesPerSecond === null ? '' : `${Math.round(examplesPerSecond).toLocaleString('en')} examples/s`,
    etaSeconds === null ? '' : `${Math.ceil(etaSeconds)} s left`,
  ];
  return parts.filter((part) => part !== '').join('  ');
}

/** A confusion matrix: rows are the true digits, columns what they were taken for. */
export function confusionTable(matrix: readonly (readonly number[])[]): string {
  const cell = (text: string | number): string => String(text).padStart(5);
  const header = `  true ╲ read as ${matrix.map((_, digit) => cell(digit)).join('')}`;
  const rows = matrix.map((row, digit) => {
    const cells = row.map((count) => cell(count === 0 ? '·' : count)).join('');
    return `  ${String(digit).padStart(14)} ${cells}`;
  });
  return [header, ...rows].join('\n');
}

/** A PNG picture as lines of text: a character for every two pixels, one above the other, as characters are twice as high as wide. */
export async function drawPicture(png: Buffer): Promise<string[]> {
  const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true });
  const pixel = (row: number, column: number): number => data[row * info.width + column] ?? 0;
  return Array.from({ length: Math.ceil(info.height / 2) }, (_, line) =>
    Array.from({ length: info.width }, (_, column) => {
      const grey = (pixel(2 * line, column) + pixel(2 * line + 1, column)) / 2;
      return SHADES[Math.floor((grey / 256) * SHADES.length)] ?? ' ';
    }).join(''),
  );
}

/** Two columns of lines, side by side. */
export function beside(left: readonly string[], right: readonly string[], leftWidth: number): string {
  const height = Math.max(left.length, right.length);
  const lines = Array.from({ length: height }, (_, row) =>
    `  ${(left[row] ?? '').padEnd(leftWidth)}   ${right[row] ?? ''}`.trimEnd(),
  );
  return lines.join('\n');
}

export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}
