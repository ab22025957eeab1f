/**
 * Sends one signed message and tells what came back. Whatever the receiver does (hang, stream, redirect) costs bounded time
 * and memory.
 *
 * DESIGN A name is resolved once, by the connection itself: the addresses that were checked are those that are connected to,
 * so a name that changes its meaning in between (DNS rebinding) gains nothing. Literal addresses are never looked up and
 * are checked with the URL. Redirects are not followed.
 */
import dns from 'node:dns';
import { Webhook } from 'standardwebhooks';
import { Agent, request } from 'undici';
import { AppError, codeOf, messageOf } from '../errors.ts';
import { isListed, isPublic, type PrivateHosts } from '../private-hosts.ts';
import type { SendResult } from './delivery.ts';
import { endpointProblem } from './endpoint.ts';
import { readRetryAfter } from './schedule.ts';

export interface Message {
  readonly id: string;
  readonly url: string;
  readonly body: string;
}

/** Gives all addresses of a name, as `dns.lookup` does. */
export type Lookup = (
  hostname: string,
  options: dns.LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void,
) => void;

export interface SenderOptions {
  readonly secrets: readonly string[];
  readonly hosts: PrivateHosts;
  /** Default: the system's. */
  readonly lookup?: Lookup;
  /** For all of it. Default: 15,000, the least that the specification recommends. */
  readonly millisecondsMax?: number;
}

export interface Sender {
  /** @param signal breaks it off: it rejects with the signal's reason then, and with nothing else. */
  send(message: Message, signal: AbortSignal): Promise<SendResult>;
  close(): Promise<void>;
}

const SEND_MS_MAX = 15_000;
/** Of an answer that is of no interest, but should be read to its end for politeness. */
const ANSWER_BYTES_READ = 16 * 1024;
const ERROR_LENGTH_MAX = 300;

export function createSender({ secrets, hosts, lookup = dns.lookup, millisecondsMax }: SenderOptions): Sender {
  const keys = secrets.map((secret) => new Webhook(secret));
  const timeMax = millisecondsMax ?? SEND_MS_MAX;
  const agent = new Agent({
    // A connection each: one that is kept could be closed by the receiver just when it is used again.
    pipelining: 0,
    connect: {
      timeout: timeMax,
      lookup(hostname, options, callback) {
        lookup(hostname, { ...options, all: true }, (error, addresses) => {
          const [first] = addresses ?? [];
          const refusal = error ?? refusalOf(hostname, addresses, hosts);
          if (refusal || !first) callback(refusal ?? unknownName(hostname), []);
          else if (options.all) callback(null, addresses);
          else callback(null, first.address, first.family);
        });
      },
    },
  });

  async function post({ id, url, body }: Message, signal: AbortSignal): Promise<Omit<SendResult, 'durationMs'>> {
    const problem = endpointProblem(url, hosts);
    if (problem) throw new AppError('ERR_FORBIDDEN', problem);
    const now = new Date();
    const response = await request(url, {
      ...{ dispatcher: agent, method: 'POST', body, signal, headersTimeout: 0, bodyTimeout: 0 },
      headers: {
        'content-type': 'application/json',
        'user-agent': 'epochd',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': keys.map((key) => key.sign(id, now, body)).join(' '),
      },
    });
    // The status decides; what comes after it cannot make a failure of it.
    await response.body.dump({ limit: ANSWER_BYTES_READ, signal }).catch(() => undefined);
    const retryAfterMs = readRetryAfter([response.headers['retry-after'] ?? []].flat()[0], now.getTime());
    return { status: response.statusCode, error: null, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }

  return {
    async send(message, signal) {
      const started = performance.now();
      const timeout = AbortSignal.timeout(timeMax);
      const result = await post(message, AbortSignal.any([signal, timeout])).catch((error: unknown) => {
        if (signal.aborted) throw signal.reason;
        return { status: null, error: timeout.aborted ? tooLate(timeMax) : inWords(error) };
      });
      return { ...result, durationMs: Math.round(performance.now() - started) };
    },
    close: () => agent.destroy(),
  };
}

/** One private address among public ones is enough: which of them is connected to is not ours to choose. */
function refusalOf(
  hostname: string,
  addresses: readonly dns.LookupAddress[],
  hosts: PrivateHosts,
): AppError | undefined {
  if (isListed(hostname, hosts)) return undefined;
  if (addresses.every(({ address }) => isPublic(address) || isListed(address, hosts))) return undefined;
  // Which address it is would tell a client of a network that it cannot see.
  const message = `Expected public addresses of "${hostname}", or listed ones (WEBHOOK_PRIVATE_HOSTS). Received: a private one.`;
  return new AppError('ERR_FORBIDDEN', message);
}

function unknownName(hostname: string): AppError {
  return new AppError('ERR_NOT_FOUND', `Expected an address of "${hostname}". Received: none.`);
}

function tooLate(milliseconds: number): string {
  return `Expected an answer within ${milliseconds / 1000} s. Received: none.`;
}

/** What the network, or the receiver's TLS, said. */
function inWords(error: unknown): string {
  if (error instanceof AppError) return error.message;
  // Of several addresses that were tried, each with an error of its own.
  const [first = error] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  const said = messageOf(first) || codeOf(first) || 'an error without a name';
  return `Expected an answer. Received: ${said}`.slice(0, ERROR_LENGTH_MAX);
}
