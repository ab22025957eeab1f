/** The service that the page came from, by its public client; and what the page knows of the connection to it. */
import { signal } from '@preact/signals';
import { type Connection, createConnection } from '../client/connection.ts';
import { createClient, type EpochdClient, EpochdError } from '../client/index.ts';

const KEY = 'epochd-key';
const LOOK_EVERY_MS = 3000;

/** Whether the last call came through; a page shows it when it did not. */
export const connection = signal<'there' | 'lost'>('there');
/** Whether the service asks for a key that this browser does not have, or that is none. */
export const keyIsMissing = signal(false);

let made = madeFor(localStorage.getItem(KEY) ?? undefined);

/** The client with the key that was entered last. */
export function client(): EpochdClient {
  return made.client;
}

/** The same for answers that are no JSON: files, pictures, and their headers. */
export function request(...asked: Parameters<Connection['request']>): Promise<Response> {
  return made.connection.request(...asked);
}

/** Whether the service asks for a key, as far as this browser knows. */
export function isLocked(): boolean {
  return keyIsMissing.value || localStorage.getItem(KEY) !== null;
}

/** Takes a key for this browser; undefined forgets it. */
export function enterKey(key: string | undefined): void {
  if (key === undefined) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, key);
  made = madeFor(key);
  keyIsMissing.value = false;
}

function madeFor(apiKey: string | undefined): { readonly client: EpochdClient; readonly connection: Connection } {
  const options = { baseUrl: '', apiKey, fetch: watchedFetch, retries: 0 };
  return { client: createClient(options), connection: createConnection(options) };
}

/** Notes what each call says of the connection. */
async function watchedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  try {
    const response = await fetch(input, init);
    connection.value = 'there';
    if (response.status === 401) keyIsMissing.value = true;
    return response;
  } catch (error) {
    const isOurs = init?.signal?.aborted || (input instanceof Request && input.signal.aborted);
    if (!isOurs) lose();
    throw error;
  }
}

let looking = false;

/** Looks for the service until it is there again. */
function lose(): void {
  connection.value = 'lost';
  if (looking) return;
  looking = true;
  const look = async (): Promise<void> => {
    try {
      await fetch('/health/live');
      connection.value = 'there';
      looking = false;
    } catch {
      setTimeout(look, LOOK_EVERY_MS);
    }
  };
  setTimeout(look, LOOK_EVERY_MS);
}

/** What went wrong, for a person. */
export function messageOf(error: unknown): string {
  if (error instanceof EpochdError) return error.detail;
  return error instanceof Error ? error.message : String(error);
}
