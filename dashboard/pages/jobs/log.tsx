/** What a job said, the newest last; it follows the end as long as one looks at the end. */
import { useEffect, useRef } from 'preact/hooks';
import type { LogLine } from '../../parts/job-stream.ts';

const TIME = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const NEAR_PX = 40;

export function Log({ lines }: { readonly lines: readonly LogLine[] }) {
  const room = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    const list = room.current;
    if (list && follows.current) list.scrollTop = list.scrollHeight;
  }, [lines]);
  return (
    <section class="card" aria-labelledby="log-title">
      <h2 id="log-title">Log</h2>
      {lines.length === 0 ? (
        <p class="faint">Nothing was said yet.</p>
      ) : (
        <ol
          ref={room}
          class="log"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
          tabIndex={0}
          aria-label="Log of the job"
          onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
            follows.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
          }}
        >
          {lines.map(({ id, at, text }) => (
            <li key={id}>
              <time dateTime={at}>{TIME.format(new Date(at))}</time> {text}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
