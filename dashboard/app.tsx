/** The frame of every page: where one is, where one may go, whether the service answers. */
import { useEffect, useRef } from 'preact/hooks';
import { Link, Route, Switch, useLocation } from 'wouter-preact';
import { KeyDialog } from './parts/key-dialog.tsx';
import { SECTIONS } from './sections.ts';
import { connection } from './service.ts';

export function App() {
  const [path] = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  // Whoever cannot see the page is told that it is another one now.
  useEffect(() => {
    if (!first.current) main.current?.focus();
    // On a phone the sections are wider than the page.
    document.querySelector('nav [aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
    first.current = false;
  }, [path]);

  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="frame-head">
        <div class="frame-bar">
          <Link class="brand" href="/">
            epochd
          </Link>
          <nav aria-label="Sections">
            {SECTIONS.map(({ href, title }) => (
              <Link key={href} href={href} aria-current={isWithin(path, href) ? 'page' : undefined}>
                {title}
              </Link>
            ))}
          </nav>
        </div>
      </header>
      <div aria-live="polite">
        {connection.value === 'lost' && (
          <p class="banner">The service does not answer. This page goes on by itself when it is back.</p>
        )}
      </div>
      <KeyDialog />
      <main id="main" data-section={sectionOf(path)} tabIndex={-1} ref={main}>
        <Switch>
          {SECTIONS.flatMap(({ routes }) =>
            Object.entries(routes).map(([pattern, Page]) => <Route key={pattern} path={pattern} component={Page} />),
          )}
          <Route>
            <h1>No such page</h1>
            <p>
              There is nothing at <code>{path}</code>. <Link href="/">The overview</Link> has it all.
            </p>
          </Route>
        </Switch>
      </main>
    </>
  );
}

function isWithin(path: string, href: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
}

/** By which a page's own sheet is told from those of others. */
function sectionOf(path: string): string {
  return path.split('/')[1] || 'overview';
}
