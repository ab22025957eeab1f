/** Services by name, with their keys, in a file that only its user reads: config.json below XDG_CONFIG_HOME. */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { UsageError } from './errors.ts';

export interface Profile {
  readonly url: string;
  readonly apiKey?: string;
}

export interface Profiles {
  /** The one that is used where none is named. */
  readonly use?: string;
  readonly profiles: Readonly<Record<string, Profile>>;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const FILE_BYTES_MAX = 1024 * 1024;
const OTHERS = 0o077;

export function profilesFile(env: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CONFIG_HOME: xdg } = env;
  // A relative one is to be ignored, as the specification of these folders says.
  const folder = xdg && path.isAbsolute(xdg) ? xdg : path.join(os.homedir(), '.config');
  return path.join(folder, 'epochd', 'config.json');
}

/** @throws UsageError on a file that others can read, or that is none of ours. */
export function readProfiles(env?: NodeJS.ProcessEnv): Profiles {
  const file = profilesFile(env);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return { profiles: {} };
  if (process.platform !== 'win32' && (stats.mode & OTHERS) !== 0) {
    const mode = (stats.mode & 0o777).toString(8);
    throw new UsageError(
      `Expected ${file} to be readable for you alone, as it holds keys. Received: mode ${mode}. Run: chmod 600 ${file}`,
    );
  }
  if (stats.size > FILE_BYTES_MAX)
    throw new UsageError(`Expected ${file} to have at most 1 MiB. Received: ${stats.size} bytes.`);
  try {
    return checked(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `Expected ${file} to hold {"use"?, "profiles": {NAME: {"url", "apiKey"?}}}. Received: ${reason}`,
    );
  }
}

function checked(value: unknown): Profiles {
  const { use, profiles } = (value ?? {}) as Partial<Profiles>;
  if (typeof profiles !== 'object' || profiles === null) throw new Error('no profiles.');
  for (const [name, each] of Object.entries(profiles) as [string, Partial<Profile> | null][]) {
    expectUrl(each?.url ?? '', `the url of profile "${name}"`);
    if (each?.apiKey !== undefined && typeof each.apiKey !== 'string')
      throw new Error(`an apiKey of "${name}" that is no text.`);
  }
  return { ...(typeof use === 'string' && { use }), profiles };
}

/** Replaces the file as a whole. */
export function writeProfiles(value: Profiles, env?: NodeJS.ProcessEnv): void {
  const file = profilesFile(env);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const begun = `${file}.${process.pid}`;
  try {
    writeFileSync(begun, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    chmodSync(begun, 0o600);
    renameSync(begun, file);
  } finally {
    if (existsSync(begun)) rmSync(begun);
  }
}

/** @throws UsageError */
export function expectProfileName(name: string): string {
  if (NAME.test(name) && !Object.hasOwn(Object.prototype, name)) return name;
  throw new UsageError(`Expected a name of 1 to 64 letters, digits, dots, dashes or underscores. Received: "${name}".`);
}

/** @throws UsageError */
export function expectUrl(text: string, what: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const fits = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  if (fits) return text.replace(/\/+$/, '');
  throw new UsageError(
    `Expected ${what} to be an http or https URL, without user, password or query. Received: "${text}".`,
  );
}
