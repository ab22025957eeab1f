/**
 * The dashboard: a page that is the same for everybody and asks the public API for all it shows, so it needs no key itself.
 * Knows where it was built to, nothing of what it does.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Put there by the set-up. The same from src and from dist. */
const BUILT = fileURLToPath(new URL('../../node_modules/.epochd/dashboard/', import.meta.url));
/** What the page itself makes of a path; any other is no page. */
const PAGES = [
  '/',
  '/jobs',
  '/jobs/*',
  '/new',
  '/datasets',
  '/datasets/*',
  '/models',
  '/models/*',
  '/try',
  '/try/*',
  '/sweeps',
  '/sweeps/*',
];
const YEAR_MS = 365 * 86_400_000;

export async function showDashboard(app: FastifyInstance): Promise<void> {
  const page = readFileSync(path.join(BUILT, 'index.html'), 'utf8');
  const client = readFileSync(path.join(BUILT, 'client.mjs'), 'utf8');
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, isOpen: true };
      route.schema = { ...route.schema, hide: true };
    });
    await scope.register(fastifyStatic, {
      ...{ root: BUILT, prefix: '/assets/', index: false, serveDotFiles: false, decorateReply: false },
      // Their names change with what they hold; the icon's does not.
      ...{ immutable: true, maxAge: YEAR_MS },
      allowedPath: (file) => /\.(?:js|css|svg)$/.test(file),
    });
    // The client of this version, with what it needs: code that the page shows begins with it.
    scope.get('/client.mjs', (_request, reply) =>
      reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(client),
    );
    for (const url of PAGES)
      scope.get(url, (_request, reply) =>
        reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page),
      );
  });
}
