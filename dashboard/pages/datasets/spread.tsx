/** The histogram of a column, asked for when it comes into sight. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { HistogramBars } from '../../parts/bars.tsx';
import { number } from '../../parts/format.ts';
import { useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import type { Column } from './columns.tsx';

const BINS = 24;
const NEAR = '200px';

export interface SpreadProps extends Pick<Column, 'name' | 'type'> {
  readonly dataset: string;
  readonly range: NonNullable<Column['range']>;
}

export function Spread({ dataset, name, type, range }: SpreadProps) {
  const room = useRef<HTMLDivElement>(null);
  const [isSeen, setIsSeen] = useState(false);
  useEffect(() => {
    const { current } = room;
    if (!current || isSeen) return undefined;
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && setIsSeen(true), { rootMargin: NEAR });
    seen.observe(current);
    return () => seen.disconnect();
  }, [isSeen]);
  const show = type === 'timestamp' ? dateOf : number;
  return (
    <div ref={room}>
      <div class="histogram-room">{isSeen && <Drawn dataset={dataset} name={name} show={show} />}</div>
      <div class="tile-edges faint">
        <span>{show(range.min)}</span>
        {type !== 'timestamp' && <span>mean {show(range.mean)}</span>}
        <span>{show(range.max)}</span>
      </div>
    </div>
  );
}

function Drawn({
  dataset,
  name,
  show,
}: {
  readonly dataset: string;
  readonly name: string;
  show(edge: number): string;
}) {
  const counted = useResource(`histogram ${dataset} ${name}`, (signal) =>
    client().datasets.histogram(dataset, name, { bins: BINS, signal }),
  );
  if (counted.data) return <HistogramBars bins={counted.data.bins} title={`Spread of ${name}`} show={show} />;
  return counted.error === undefined ? null : <span class="faint">Its values could not be counted.</span>;
}

/** Seconds since 1970; without the time of day. */
function dateOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? number(seconds) : date.toISOString().slice(0, 10);
}
