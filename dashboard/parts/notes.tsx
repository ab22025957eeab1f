/** What a page says of itself: how it is, what is not there yet. */
import type { ComponentChildren } from 'preact';

type Tone = 'good' | 'warn' | 'bad' | 'accent' | 'plain';

const TONES: Readonly<Record<string, Tone>> = {
  succeeded: 'good',
  ready: 'good',
  running: 'accent',
  importing: 'accent',
  queued: 'plain',
  paused: 'warn',
  cancelled: 'plain',
  failed: 'bad',
};

export function Status({ status }: { readonly status: string }) {
  return <span class={`pill pill-${TONES[status] ?? 'plain'}`}>{status}</span>;
}

/** Instead of a list that is empty: what would fill it. */
export function Empty({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Names and values side by side. */
export function Facts({ of }: { readonly of: Readonly<Record<string, ComponentChildren>> }) {
  return (
    <dl class="facts">
      {Object.entries(of).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
