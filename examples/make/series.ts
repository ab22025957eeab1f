/** Series as CSV: movements of a hand, each of one kind; and a month's temperatures, hour by hour. */
import { type Chance, createChance } from './chance.ts';

const STEPS = 25;
const EACH = 30;
const HOURS = 40 * 24;
const HOUR_MS = 3_600_000;
const START = Date.UTC(2024, 4, 1);

const GESTURES = ['circle', 'line', 'zigzag'] as const;
export type Gesture = (typeof GESTURES)[number];

export interface Gestures {
  /** Long: a row for each step of each series. */
  readonly csv: string;
  /** The steps of one of each, which is not in the table. */
  readonly unseen: Readonly<Record<Gesture, string>>;
}

export function makeGestures(): Gestures {
  const chance = createChance(7);
  const rows: string[] = [];
  for (let series = 1; series <= EACH * GESTURES.length; series++) {
    const gesture = GESTURES[series % GESTURES.length] as Gesture;
    for (const [step, point] of move(gesture, chance).entries()) rows.push(`${series},${step},${point},${gesture}`);
  }
  const unseen = (gesture: Gesture): string => ['x,y', ...move(gesture, chance), ''].join('\n');
  return {
    csv: ['series,step,x,y,label', ...rows, ''].join('\n'),
    unseen: { circle: unseen('circle'), line: unseen('line'), zigzag: unseen('zigzag') },
  };
}

/** @returns `x,y` of each step. */
function move(gesture: Gesture, { between }: Chance): string[] {
  const [start, size] = [between(0, 2 * Math.PI), between(0.5, 1.5)];
  const places = {
    circle: (turn: number) => [Math.cos(start + 2 * Math.PI * turn), Math.sin(start + 2 * Math.PI * turn)],
    line: (turn: number) => [2 * turn - 1, (2 * turn - 1) * Math.cos(start)],
    zigzag: (turn: number) => [2 * turn - 1, Math.sin(start + 8 * Math.PI * turn) > 0 ? 0.7 : -0.7],
  };
  return Array.from({ length: STEPS }, (_, step) =>
    places[gesture](step / STEPS)
      .map((place) => (size * place + between(-0.05, 0.05)).toFixed(3))
      .join(','),
  );
}

export interface Temperatures {
  readonly csv: string;
  /** The day after those of the table; what comes then is the truth of a forecast. */
  readonly recent: string;
  readonly truth: readonly number[];
}

/** @param horizon hours of the truth. */
export function makeTemperatures(horizon: number): Temperatures {
  const { between } = createChance(7);
  const line = (hour: number): string => {
    const degrees = temperatureAt(hour) + between(-0.3, 0.3);
    return `${new Date(START + hour * HOUR_MS).toISOString().slice(0, 16)},${degrees.toFixed(1)}`;
  };
  const lines = (from: number, count: number): string[] =>
    Array.from({ length: count }, (_, hour) => line(from + hour));
  return {
    csv: ['time,temperature', ...lines(0, HOURS), ''].join('\n'),
    recent: ['time,temperature', ...lines(HOURS, 24), ''].join('\n'),
    truth: Array.from({ length: horizon }, (_, hour) => temperatureAt(HOURS + 24 + hour)),
  };
}

/** Warmest in the afternoon, and every day a little warmer or colder than the day before. */
function temperatureAt(hour: number): number {
  return 15 + 6 * Math.sin((2 * Math.PI * (hour - 9)) / 24) + 3 * Math.sin((2 * Math.PI * hour) / (24 * 10));
}
