/** Slots of time, and where the counts of each lie in the store: `drift/digits/3/<slot>/<process>.json`. */

export const WINDOWS = ['hour', 'day'] as const;
export type DriftWindow = (typeof WINDOWS)[number];

/** In seconds: what is counted together, how long it is kept. */
export const SLOT_SECONDS = 600;
export const KEPT_SECONDS = 25 * 3600;

const WINDOW_SECONDS: { readonly [W in DriftWindow]: number } = { hour: 3600, day: 24 * 3600 };

/** The start of the slot of a time. @param now in milliseconds since 1970. @returns seconds since 1970. */
export function slotOf(now: number): number {
  return Math.floor(now / 1000 / SLOT_SECONDS) * SLOT_SECONDS;
}

/** The first slot of a window: it reaches at least so far back, and a slot more at most. */
export function firstSlot(window: DriftWindow, now: number): number {
  return slotOf(now) - WINDOW_SECONDS[window];
}

export function versionKey(model: string, version: number | string): string {
  return `drift/${model}/${version}`;
}
