/**
 * The figures that can be watched while a network trains: those that each epoch tells, and of the examples held back
 * their `val…` form. Knows whether less or more is better, not what is done about it.
 */
import Type, { type Static } from 'typebox';
import type { Problem } from '../../errors.ts';
import { FIGURES, type FigureName, type ResolvedMetric } from './metrics.ts';

type Figure = 'loss' | FigureName;
type Validated<F extends Figure> = `val${Capitalize<F>}`;

const TOLD: readonly Figure[] = ['loss', ...FIGURES];
/** An area under a curve ranks all examples at once: no epoch tells one of the examples that it trains on. */
const ONLY_VALIDATED: readonly string[] = ['auc'] satisfies Figure[];

export const Monitor = Type.Enum([...TOLD, ...TOLD.map(validated)]);
export type Monitor = Static<typeof Monitor>;
/** Whether less or more of it is better: `auto` goes by the figure. */
export const MonitorMode = Type.Enum(['auto', 'min', 'max']);
export type MonitorMode = Static<typeof MonitorMode>;

/** Of losses and errors less is better, of any other figure more. */
export function risesWhenBetter(monitor: Monitor, mode: MonitorMode = 'auto'): boolean {
  return mode === 'auto' ? !/(loss|error)$/i.test(monitor) : mode === 'max';
}

export interface Monitoring {
  readonly monitor: Monitor;
  /** What the job tells besides the loss. */
  readonly metrics: readonly ResolvedMetric[];
  /** Whether examples are held back. */
  readonly validates: boolean;
}

/** A figure that no epoch of the job would tell. @param pointer to the monitor, in the request. */
export function monitorProblems(pointer: string, { monitor, metrics, validates }: Monitoring): Problem[] {
  const refused = (expected: string): Problem[] => [
    { pointer, detail: `Expected ${expected}. Received: "${monitor}".` },
  ];
  const asked = ['loss', ...metrics.map((metric) => (typeof metric === 'string' ? metric : metric.type))];
  const figure = TOLD.find((name) => name === monitor || validated(name) === monitor) as Figure;
  if (!asked.includes(figure)) return refused(`one of the job's metrics to monitor, ${asked.join(', ')}`);
  if (ONLY_VALIDATED.includes(monitor)) return refused(`"${validated(figure)}", of the examples held back`);
  if (figure === monitor || validates) return [];
  return [{ pointer, detail: `Expected a validation split to monitor "${monitor}". Received: none.` }];
}

function validated<F extends Figure>(figure: F): Validated<F> {
  return `val${figure.charAt(0).toUpperCase()}${figure.slice(1)}` as Validated<F>;
}
