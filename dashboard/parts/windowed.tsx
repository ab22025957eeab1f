/** A list of any length: only the rows that can be seen are there, and more are asked for before the end is reached. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface WindowedProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  keyOf(item: T): string;
  /** Of each row, in pixels. */
  readonly rowHeight: number;
  readonly hasMore: boolean;
  row(item: T): ComponentChildren;
  /** The end comes near. */
  onNear(): void;
  /** The first row that can be seen is another one. */
  onFirst?(index: number): void;
}

/** Rows above and below what can be seen. */
const SPARE = 8;

export function Windowed<T>(props: WindowedProps<T>) {
  const { label, items, keyOf, rowHeight, hasMore, row, onNear, onFirst } = props;
  const list = useRef<HTMLUListElement>(null);
  const [[from, to], setRange] = useState<readonly [number, number]>([0, 40]);

  useEffect(() => {
    const look = (): void => {
      const top = list.current?.getBoundingClientRect().top ?? 0;
      const first = Math.max(0, Math.floor(-top / rowHeight) - SPARE);
      const last = Math.ceil((innerHeight - top) / rowHeight) + SPARE;
      setRange((before) => (before[0] === first && before[1] === last ? before : [first, last]));
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [rowHeight]);

  useEffect(() => {
    if (hasMore && to >= items.length) onNear();
  }, [hasMore, to, items.length]);
  useEffect(() => onFirst?.(from), [from]);

  return (
    <ul
      ref={list}
      class="windowed"
      aria-label={label}
      aria-busy={hasMore && to >= items.length}
      style={{ height: `${items.length * rowHeight}px` }}
    >
      {items.slice(from, to).map((item, place) => (
        <li
          key={keyOf(item)}
          aria-setsize={hasMore ? -1 : items.length}
          aria-posinset={from + place + 1}
          style={{ transform: `translateY(${(from + place) * rowHeight}px)`, height: `${rowHeight}px` }}
        >
          {row(item)}
        </li>
      ))}
    </ul>
  );
}
