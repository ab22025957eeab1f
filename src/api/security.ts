/**
 * What keeps the service safe from whoever can reach it: headers, a rate limit, and no trust in what a browser
 * sends on behalf of another site.
 */
import cors from '@fastify/cors';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import helmet from 'helmet';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { createRateCounts } from './processes/rate-counts.ts';
import type { Siblings } from './processes/siblings.ts';

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\]|::1)$/i;
const OWN_SITES = new Set(['same-origin', 'none']);
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What scripts of allowed sites may ask for, and read of an answer: browsers keep all but the simplest to themselves. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];
const SHOWN_HEADERS = [
  ...['x-model-version', 'x-request-id', 'x-epochd-version', 'retry-after', 'location', 'etag', 'repr-digest'],
];

export async function secure(app: FastifyInstance, config: Config, siblings: Siblings): Promise<void> {
  setSafeHeaders(app);
  if (config.corsOrigins.length > 0)
    await app.register(cors, { origin: [...config.corsOrigins], methods: METHODS, exposedHeaders: SHOWN_HEADERS });
  const counts = createRateCounts(siblings);
  app.addHook('onClose', async () => counts.close());
  await app.register(rateLimit, {
    store: counts.store,
    max: config.rateLimitPerMinute,
    timeWindow: '1 minute',
    errorResponseBuilder: (_request, { max, after }) =>
      new AppError(
        'ERR_RATE_LIMIT',
        `Expected at most ${max} requests a minute. Received: more; try again in ${after}.`,
      ),
  });
  app.addHook('onRequest', (request, _reply, done) => {
    refuseForeignHosts(request, config);
    refuseForeignSites(request, config);
    done();
  });
}

/** Helmet's, which are the same for every answer: making and setting them one by one took longer than a prediction. */
function setSafeHeaders(app: FastifyInstance): void {
  const headers: Record<string, string> = {};
  const recorder = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader() {},
  };
  const set = helmet({
    // The service itself speaks plain HTTP; TLS, and the promise to keep to it, belong to the proxy before it.
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        upgradeInsecureRequests: null,
      },
    },
  });
  set({} as FastifyRequest['raw'], recorder as unknown as FastifyReply['raw'], () => undefined);
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}

/** DNS rebinding: a page elsewhere that makes its own name mean this machine could read a service without keys. */
function refuseForeignHosts(request: FastifyRequest, { host, apiKeys }: Config): void {
  if (apiKeys.length > 0 || !LOOPBACK.test(host) || LOOPBACK.test(request.hostname)) return;
  throw new AppError(
    'ERR_FORBIDDEN',
    `Expected a request to this machine by its own name. Received: one to "${request.hostname.slice(0, 60)}".`,
  );
}

/** Forms and scripts of other sites may send requests from a user's browser: none of them may change anything here. */
function refuseForeignSites(request: FastifyRequest, { corsOrigins }: Config): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (SAFE_METHODS.has(request.method) || (origin !== undefined && corsOrigins.includes(origin))) return;
  // Older browsers send no `Sec-Fetch-Site`, but name the origin of every request that may change something.
  const foreign = site === undefined ? origin !== undefined && !isOurs(origin, request) : !OWN_SITES.has(String(site));
  if (!foreign) return;
  throw new AppError(
    'ERR_FORBIDDEN',
    'Expected a request from this site. Received: one that another site made a browser send.',
  );
}

function isOurs(origin: string, request: FastifyRequest): boolean {
  return URL.canParse(origin) && new URL(origin).host === request.host;
}
