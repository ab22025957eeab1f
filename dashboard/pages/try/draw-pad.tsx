/** A pad to draw on, by mouse, finger, pen or keyboard; white on black, as digits were trained with. */
import { useEffect, useRef, useState } from 'preact/hooks';

export interface DrawPadProps {
  /** After each move that drew something, and when all is wiped off. */
  onDraw(canvas: HTMLCanvasElement): void;
}

/** Of the canvas' own pixels; it is shown in whatever size there is. */
const SIDE = 280;
const PEN = 22;
const KEY_STEP = 8;
const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-KEY_STEP, 0],
  ArrowRight: [KEY_STEP, 0],
  ArrowUp: [0, -KEY_STEP],
  ArrowDown: [0, KEY_STEP],
};

interface Point {
  readonly x: number;
  readonly y: number;
}
type Stroke = Point[];

export function DrawPad({ onDraw }: DrawPadProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const strokes = useRef<Stroke[]>([]);
  const pen = useRef<Stroke>();
  const [key, setKey] = useState<{ readonly at: Point; readonly isDown: boolean }>();
  const [count, setCount] = useState(0);

  const redraw = (): void => {
    if (!canvas.current) return;
    draw(canvas.current, strokes.current);
    setCount(strokes.current.length);
    onDraw(canvas.current);
  };
  useEffect(() => {
    if (canvas.current) draw(canvas.current, []);
  }, []);

  const begin = (point: Point): void => {
    pen.current = [point];
    strokes.current.push(pen.current);
    redraw();
  };
  const move = (point: Point): void => {
    if (!pen.current) return;
    pen.current.push(point);
    redraw();
  };
  const wipe = (left: number): void => {
    pen.current = undefined;
    strokes.current.length = Math.max(0, left);
    setKey(undefined);
    redraw();
  };

  function onKey(event: KeyboardEvent): void {
    const [dx, dy] = MOVES[event.key] ?? [];
    const { at, isDown } = key ?? { at: { x: SIDE / 2, y: SIDE / 2 }, isDown: false };
    if (dx !== undefined && dy !== undefined) {
      const next = { x: within(at.x + dx), y: within(at.y + dy) };
      setKey({ at: next, isDown });
      if (isDown) move(next);
    } else if (event.key === ' ' || event.key === 'Enter') {
      setKey({ at, isDown: !isDown });
      if (isDown) pen.current = undefined;
      else begin(at);
    } else if (event.key === 'Backspace' || event.key === 'Delete') wipe(0);
    else return;
    event.preventDefault();
  }

  return (
    <div class="stack">
      <div class="pad">
        {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it takes keys of its own, as its name says */}
        <canvas
          ref={canvas}
          width={SIDE}
          height={SIDE}
          role="application"
          tabIndex={0}
          aria-label="Drawing pad. Arrow keys move the pen, space puts it down and lifts it, backspace wipes all off."
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            setKey(undefined);
            begin(pointOf(event));
          }}
          onPointerMove={(event) => {
            if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
            // Moves that came together are all drawn.
            for (const each of event.getCoalescedEvents?.() ?? [])
              pen.current?.push(pointOf(each, event.currentTarget));
            move(pointOf(event));
          }}
          onPointerUp={() => {
            pen.current = undefined;
          }}
          onPointerCancel={() => {
            pen.current = undefined;
          }}
          onKeyDown={onKey}
        />
        {count === 0 && !key && <span class="pad-hint">Draw here</span>}
        {key && (
          <span
            class={`pad-pen${key.isDown ? ' down' : ''}`}
            style={{ left: `${(100 * key.at.x) / SIDE}%`, top: `${(100 * key.at.y) / SIDE}%` }}
          />
        )}
      </div>
      <div class="row">
        <button type="button" disabled={count === 0} onClick={() => wipe(count - 1)}>
          Undo
        </button>
        <button type="button" disabled={count === 0} onClick={() => wipe(0)}>
          Clear
        </button>
      </div>
    </div>
  );
}

function within(place: number): number {
  return Math.min(SIDE - PEN / 2, Math.max(PEN / 2, place));
}

function pointOf({ clientX, clientY, currentTarget }: PointerEvent, target = currentTarget as Element): Point {
  const { left, top, width, height } = target.getBoundingClientRect();
  return { x: ((clientX - left) * SIDE) / width, y: ((clientY - top) * SIDE) / height };
}

function draw(canvas: HTMLCanvasElement, strokes: readonly Stroke[]): void {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return;
  context.fillStyle = '#000';
  context.fillRect(0, 0, SIDE, SIDE);
  context.strokeStyle = '#fff';
  context.lineWidth = PEN;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const [first, ...rest] of strokes) {
    if (!first) continue;
    context.beginPath();
    context.moveTo(first.x, first.y);
    // A dot is a line, too.
    context.lineTo(first.x + 0.1, first.y);
    for (const { x, y } of rest) context.lineTo(x, y);
    context.stroke();
  }
}
