// @ts-check
/** Puts a symbolic link in place, whole, over whatever stood there: two set-ups at once leave one good link. */
import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import path from 'node:path';

/**
 * @param {string} target
 * @param {string} link
 */
export function linkTo(target, link) {
  mkdirSync(path.dirname(link), { recursive: true });
  const beside = `${link}.${process.pid}`;
  symlinkSync(target, beside);
  renameSync(beside, link);
}
