/** What every command works with: the client of the service that was meant, the terminal, and the signal of Ctrl-C. */
import type { Command } from 'commander';
import { createClient, type EpochdClient } from '../client/index.ts';
import { UsageError } from './errors.ts';
import { expectUrl, readProfiles } from './profiles.ts';
import { plain } from './terminal/plain.ts';
import type { Terminal } from './terminal/terminal.ts';

export interface Context {
  readonly terminal: Terminal;
  /** Aborted, with `Interrupted`, by Ctrl-C. */
  readonly signal: AbortSignal;
  /** The project's folder. */
  readonly root: string;
  /** Which service is meant. @throws UsageError */
  target(command: Command): Target;
  /** Its client. @throws UsageError */
  client(command: Command): EpochdClient;
}

export interface Target {
  readonly url: string;
  readonly apiKey: string | undefined;
  /** Why this one. */
  readonly from: string;
}

export interface GlobalOptions {
  readonly url?: string;
  readonly profile?: string;
  readonly json?: boolean;
  readonly timeout?: number;
}

const HERE = 'http://127.0.0.1:3000';
/** A person who waits for an answer would not wait for ten tries. */
const RETRIES = 2;

export function createContext(terminal: Terminal, signal: AbortSignal, root: string): Context {
  const target: Context['target'] = (command) => findTarget(command.optsWithGlobals<GlobalOptions>());
  return {
    ...{ terminal, signal, root, target },
    client(command) {
      const { timeout } = command.optsWithGlobals<GlobalOptions>();
      const { url, apiKey } = target(command);
      return createClient({
        ...{ baseUrl: url, apiKey, retries: RETRIES, ...(timeout && { timeoutMs: timeout * 1000 }) },
        onMismatch: ({ client, service }) =>
          terminal.note(
            `The service at ${plain(url)} is of version ${plain(service)}, this command of ${client}: use those of one major and minor version.`,
          ),
      });
    },
  };
}

/** A flag, a profile that was named, the environment, the profile in use, this machine. A profile's key goes to its URL only. */
export function findTarget({ url, profile }: GlobalOptions, env: NodeJS.ProcessEnv = process.env): Target {
  const key = env.EPOCHD_API_KEY || undefined;
  if (url !== undefined && profile !== undefined) throw new UsageError('Expected --url or --profile. Received: both.');
  if (url !== undefined) return { url: expectUrl(url, '--url'), apiKey: key, from: '--url' };
  const named = profile ?? (env.EPOCHD_PROFILE || undefined);
  if (named === undefined && env.EPOCHD_URL)
    return { url: expectUrl(env.EPOCHD_URL, 'EPOCHD_URL'), apiKey: key, from: 'EPOCHD_URL' };
  const { use, profiles } = readProfiles(env);
  const name = named ?? use;
  if (name === undefined) return { url: HERE, apiKey: key, from: 'the default' };
  const found = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (found) return { url: found.url, apiKey: found.apiKey ?? key, from: `profile "${name}"` };
  const known = Object.keys(profiles).join(', ') || 'none: "epochd profile add" makes one';
  throw new UsageError(`Expected a profile that there is (${known}). Received: "${name}".`);
}
