/** What is wider than a phone: it scrolls by itself, by keyboard too, and has a name for whoever hears the page. */
import type { ComponentChildren } from 'preact';

export interface ScrollProps {
  readonly label: string;
  /** Whether it has a height that it scrolls within, too. */
  readonly isTall?: boolean;
  readonly children: ComponentChildren;
}

export function Scroll({ label, isTall = false, children }: ScrollProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section class={`scroll${isTall ? ' tall' : ''}`} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
