/** TensorFlow's arithmetic of windows that slide over steps or pixels, for convolutions and pooling. */
import { type Shape, unfit } from './effect.ts';

export interface Windows {
  readonly window: Shape;
  readonly strides: Shape;
  readonly dilations?: Shape;
  readonly padding: 'valid' | 'same' | 'causal';
  /** The field that says the window, for a refusal: `kernelSize`. */
  readonly field: string;
}

/**
 * How many windows there are along each axis: `valid` keeps whole windows only, `same` and `causal` pad to
 * `ceil(size / stride)`. A dilated window spans `(window − 1) × dilation + 1`.
 */
export function slide(size: Shape, windows: Windows, pointer: string): Shape {
  const { window, strides, padding, field } = windows;
  const dilations = windows.dilations ?? window.map(() => 1);
  if (dilations.some((rate) => rate > 1) && strides.some((stride) => stride > 1)) {
    const detail = `Expected strides of 1 beside a dilation. Received: strides of ${show(strides)} with ${show(dilations)}.`;
    throw unfit(`${pointer}/dilationRate`, detail);
  }
  const spans = window.map((length, axis) => (length - 1) * at(dilations, axis) + 1);
  if (padding !== 'valid') return size.map((length, axis) => Math.ceil(length / at(strides, axis)));
  if (spans.some((span, axis) => span > at(size, axis))) {
    throw unfit(`${pointer}/${field}`, `Expected a window that fits into ${show(size)}. Received: ${show(spans)}.`);
  }
  return size.map((length, axis) => Math.floor((length - at(spans, axis)) / at(strides, axis)) + 1);
}

function at(values: Shape, axis: number): number {
  return values[axis] ?? 1;
}

function show(values: Shape): string {
  return values.join('×');
}
