/**
 * Who may call: with keys configured, whoever brings one. Browsers, which cannot send a bearer key when they open a page,
 * may bring it as the password of Basic authentication, for pages only.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of a route: it is for anybody, with a key or without. */
    readonly isOpen?: boolean;
  }
}

const PAGES = ['/docs', '/queues', '/openapi.json'];

export function requireKeys(app: FastifyInstance, apiKeys: readonly string[]): void {
  if (apiKeys.length === 0) return;
  const digests = apiKeys.map(digestOf);
  const limit = app.rateLimit();
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.isOpen) return;
    const key = keyOf(request);
    if (key !== undefined && isKnown(key, digests)) return;
    // A refusal here comes before the limit of the route: guesses at keys are counted too.
    await limit.call(app, request, reply);
    reply.header('www-authenticate', isPage(request) ? 'Basic realm="epochd", charset="UTF-8"' : 'Bearer');
    throw new AppError(
      'ERR_UNAUTHORIZED',
      `Expected the header "Authorization: Bearer <key>". Received: ${key === undefined ? 'no key' : 'an unknown key'}.`,
    );
  });
}

function keyOf(request: FastifyRequest): string | undefined {
  const [scheme = '', ...rest] = (request.headers.authorization ?? '').split(' ');
  const credentials = rest.join(' ');
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() !== 'basic' || !isPage(request)) return undefined;
  const decoded = Buffer.from(credentials, 'base64').toString('utf8');
  return decoded.slice(decoded.indexOf(':') + 1);
}

function isPage(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0] ?? '';
  return PAGES.some((page) => path === page || path.startsWith(`${page}/`));
}

/** Compares with every key, each in constant time, so that the time taken tells nothing of which came close. */
function isKnown(key: string, digests: readonly Buffer[]): boolean {
  const digest = digestOf(key);
  return digests.map((known) => timingSafeEqual(known, digest)).includes(true);
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
