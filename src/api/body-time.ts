/**
 * How long the body of a request may take. Node has one limit for a whole server, which would end every large upload: here
 * a body must have come within a minute unless its route takes over, and an upload need only never stall.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';

const BODY_MS_MAX = 60_000;
/** Even of what comes a byte at a time. */
const UPLOAD_MS_MAX = 24 * 3600 * 1000;
const LOOK_EVERY_MS = 250;
/** How long what a refused client still sends is read and forgotten, so that it comes to read the refusal. */
const LINGER_MS = 5000;

interface Incoming {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly since: number;
}

/** Of each server: what is on its way, the oldest first. */
const incoming = new WeakMap<object, Map<FastifyRequest['raw'], Incoming>>();

/** Answers 408 to whoever sends a body too slowly, and hangs up. One timer looks after all: most bodies are there at once. */
export function limitBodyTime(app: FastifyInstance, milliseconds = BODY_MS_MAX): void {
  const bodies = new Map<FastifyRequest['raw'], Incoming>();
  incoming.set(app.server, bodies);
  const look = setInterval(
    () => {
      const now = performance.now();
      for (const [raw, { request, reply, since }] of bodies) {
        // All of it has come: what takes long is the answer.
        const over = raw.complete || raw.destroyed || reply.raw.destroyed;
        if (!over && now - since < milliseconds) continue;
        bodies.delete(raw);
        if (!over) refuse(request, reply, milliseconds);
      }
    },
    Math.min(LOOK_EVERY_MS, milliseconds / 4),
  );
  look.unref();
  app.addHook('onClose', (_app, done) => {
    clearInterval(look);
    done();
  });
  app.addHook('onRequest', (request, reply, done) => {
    if (hasBody(request)) bodies.set(request.raw, { request, reply, since: performance.now() });
    done();
  });
}

function refuse(request: FastifyRequest, reply: FastifyReply, milliseconds: number): void {
  const late = new AppError(
    'ERR_TIMEOUT',
    `Expected the whole body within ${milliseconds} ms. Received: a part of it.`,
  );
  reply.raw.once('finish', () => request.raw.socket.destroy());
  if (reply.sent) request.raw.socket.destroy();
  else reply.send(late);
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

export interface UploadWatch {
  /** Aborts with an ERR_TIMEOUT when nothing has come for too long. */
  readonly signal: AbortSignal;
  stop(): void;
}

/** Lets the body of a request take its time, as long as something comes of it. */
export function watchUpload({ raw, server }: FastifyRequest, stallSeconds: number): UploadWatch {
  incoming.get(server.server)?.delete(raw);
  const aborter = new AbortController();
  const started = performance.now();
  let seen = { bytes: raw.socket.bytesRead, at: started };
  const look = setInterval(() => {
    const now = performance.now();
    // While it is paused it is us who are slow.
    if (raw.socket.bytesRead !== seen.bytes || raw.isPaused()) seen = { bytes: raw.socket.bytesRead, at: now };
    const stalled = now - seen.at > stallSeconds * 1000;
    if (stalled)
      aborter.abort(new AppError('ERR_TIMEOUT', `Expected more bytes within ${stallSeconds} s. Received: none.`));
    if (now - started > UPLOAD_MS_MAX)
      aborter.abort(new AppError('ERR_TIMEOUT', 'Expected the whole upload within a day. Received: a part of it.'));
  }, LOOK_EVERY_MS);
  return { signal: aborter.signal, stop: () => clearInterval(look) };
}

/** Reads what is left of a body that was refused, for a while: a client that still sends would not see the answer. */
export function drain({ raw }: FastifyRequest): void {
  if (raw.readableEnded || raw.destroyed) return;
  raw.unpipe();
  raw.resume();
  const timer = setTimeout(() => raw.socket.destroy(), LINGER_MS);
  for (const event of ['end', 'close'] as const) raw.once(event, () => clearTimeout(timer));
}
