/**
 * Loaded before a process' own program: each call for a file below DATA_DIR takes DISK_DELAY_MS longer, in that process and its
 * children, as on a network volume.
 */
import fs from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const CALLS = ['open', 'readFile', 'rename', 'link', 'readdir', 'stat', 'mkdir', 'rm'] as const;
const delayMs = Number(process.env['DISK_DELAY_MS'] ?? 0);
const folder = process.env['DATA_DIR'] ?? '';
const calls = fs as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;

for (const name of CALLS) {
  const call = calls[name];
  calls[name] = async (...args) => {
    if (String(args[0]).startsWith(folder)) await sleep(delayMs);
    return call?.(...args);
  };
}
