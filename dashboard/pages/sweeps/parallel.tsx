/**
 * Parallel coordinates: an axis for each field and one for the figure, a line for each trial. A pointer marks the line that it is
 * at; with the focus on the drawing, the arrow keys go through the trials by rank.
 */
import { useMemo } from 'preact/hooks';
import type { SweepData } from '../../../client/index.ts';
import { number } from '../../parts/format.ts';
import { type Axis, axisOf } from './axes.ts';
import type { Trial } from './trials.tsx';
import { namesOf, shown } from './values.ts';

const AXIS_WIDTH = 130;
const SIDE = 66;
const TOP = 34;
const HEIGHT = 250;
const TEXT_CHARACTERS = 14;

export interface ParallelProps {
  readonly trials: readonly Trial[];
  readonly space: SweepData['space'];
  readonly metric: string;
  readonly marked: number | undefined;
  onMark(trial: number | undefined): void;
}

export function ParallelCoordinates({ trials, space, metric, marked, onMark }: ParallelProps) {
  const axes = useMemo(() => axesOf(trials, space, metric), [trials, space, metric]);
  // The best ones are drawn last, over the others.
  const drawn = useMemo(
    () =>
      trials
        .filter((trial) => trial.metric !== null)
        .sort((one, other) => (other.rank ?? Number.POSITIVE_INFINITY) - (one.rank ?? Number.POSITIVE_INFINITY)),
    [trials],
  );
  if (drawn.length === 0) return <p class="faint parallel-empty">Lines come with the first figures of its trials.</p>;
  const width = SIDE * 2 + (axes.length - 1) * AXIS_WIDTH;
  const step = (by: number): void => {
    const order = drawn.toReversed();
    const at = order.findIndex(({ trial }) => trial === marked);
    const next = order[at < 0 ? 0 : Math.max(0, Math.min(order.length - 1, at + by))];
    onMark(next?.trial);
  };
  const line = drawn.find(({ trial }) => trial === marked);
  return (
    <div class="stack">
      <div
        class="scroll parallel"
        role="slider"
        tabIndex={0}
        aria-label="Trials as lines, from the best one to the last"
        aria-valuemin={1}
        aria-valuemax={drawn.length}
        aria-valuenow={line?.rank ?? 1}
        aria-valuetext={line ? toldOf(line, space, metric) : 'none is marked'}
        onKeyDown={(event) => {
          const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          step(by);
        }}
      >
        <svg viewBox={`0 0 ${width} ${HEIGHT}`} style={{ minWidth: `${width * 0.8}px` }} aria-hidden="true">
          {drawn.map((trial) => (
            <TrialLine key={trial.trial} axes={axes} trial={trial} isMarked={false} onMark={onMark} />
          ))}
          {line && <TrialLine axes={axes} trial={line} isMarked onMark={onMark} />}
          {axes.map((axis, index) => (
            <DrawnAxis key={axis.key} axis={axis} x={xOf(index)} />
          ))}
        </svg>
      </div>
      <p class="faint parallel-told">
        {line ? toldOf(line, space, metric) : 'Point at a line, or focus the drawing and use the arrow keys.'}
      </p>
    </div>
  );
}

interface LineProps {
  readonly axes: readonly Axis[];
  readonly trial: Trial;
  readonly isMarked: boolean;
  onMark(trial: number | undefined): void;
}

/** Made anew only where it changed, as the rows of the table. */
function TrialLine({ axes, trial, isMarked, onMark }: LineProps) {
  return useMemo(() => {
    const points = axes.flatMap((axis, index) => {
      const place = axis.place(axis.key === 'metric' ? trial.metric : trial.values[axis.key]);
      return place === undefined ? [] : [`${xOf(index)},${yOf(place)}`];
    });
    const tone = isMarked ? 'line-marked' : trial.rank === 1 ? 'line-best' : '';
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the drawing do the same
      <g onMouseEnter={() => onMark(trial.trial)} onMouseLeave={() => onMark(undefined)}>
        <polyline class={`line ${tone}`} points={points.join(' ')} />
        {/* Wider than what is seen: a line is hard to hit. */}
        {!isMarked && <polyline class="line-room" points={points.join(' ')} />}
      </g>
    );
  }, [axes, trial, isMarked, onMark]);
}

function DrawnAxis({ axis, x }: { readonly axis: Axis; readonly x: number }) {
  return (
    <g class="axis">
      <line x1={x} x2={x} y1={yOf(1)} y2={yOf(0)} />
      <text class="axis-title" x={x} y={16} text-anchor="middle">
        {cut(axis.title)}
      </text>
      {axis.marks.map(({ at, text }) => (
        <text key={text} x={x + 5} y={yOf(at) + 4}>
          {cut(text)}
        </text>
      ))}
    </g>
  );
}

function axesOf(trials: readonly Trial[], space: SweepData['space'], metric: string): Axis[] {
  const fields = Object.keys(space);
  const names = namesOf(fields);
  const valued = fields.map((key) => {
    const { scale } = space[key] as { readonly scale?: string };
    return axisOf({
      key,
      title: names.get(key) ?? key,
      values: trials.map(({ values }) => values[key]),
      isLog: scale === 'log',
    });
  });
  return [
    ...valued,
    axisOf({ key: 'metric', title: metric, values: trials.map((trial) => trial.metric), isLog: false }),
  ];
}

function toldOf({ trial, rank, values, metric: figure }: Trial, space: SweepData['space'], metric: string): string {
  const names = namesOf(Object.keys(space));
  const told = Object.entries(values).map(([field, value]) => `${names.get(field) ?? field} ${shown(value)}`);
  return `Trial ${trial}, rank ${rank ?? '–'}: ${metric} ${number(figure)}; ${told.join(', ')}`;
}

function xOf(index: number): number {
  return SIDE + index * AXIS_WIDTH;
}

function yOf(place: number): number {
  return TOP + (1 - place) * (HEIGHT - TOP - 14);
}

function cut(text: string): string {
  return text.length > TEXT_CHARACTERS ? `${text.slice(0, TEXT_CHARACTERS - 1)}…` : text;
}
