/** What is wider than a phone scrolls in its own room, by keyboard too. */
import type { ComponentChildren } from 'preact';

export interface ScrollProps {
  readonly label: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

export function Scroll({ label, class: more = '', children }: ScrollProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section class={`scroll ${more}`} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
