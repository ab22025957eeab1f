/**
 * How the requests that name an alias are divided: between the version that it points at and others that are tried out.
 * Canaries answer a share of the requests; a shadow computes a share of them too, and nobody is told what.
 */
import { createHash } from 'node:crypto';

export interface Share {
  readonly version: number;
  /** Of the requests: above 0, at most 1. */
  readonly share: number;
}

export interface Division {
  /** That the alias points at: it answers what the canaries do not. */
  readonly version: number;
  readonly canaries?: readonly Share[];
  readonly shadow?: Share;
}

/** Of an alias. */
export const CANARIES_MAX = 8;

/** Every version that takes part, each once. */
export function versionsOf({ version, canaries = [], shadow }: Division): number[] {
  return [...new Set([version, ...canaries.map((each) => each.version), ...(shadow ? [shadow.version] : [])])];
}

/** The division of something that has more. */
export function divisionOf({ version, canaries, shadow }: Division): Division {
  return { version, ...(canaries && { canaries }), ...(shadow && { shadow }) };
}

/** @returns what is wrong with a division, where something is; the pointer is into the division. */
export function faultOf(division: Division): { readonly pointer: string; readonly detail: string } | undefined {
  const { version, canaries = [], shadow } = division;
  const sum = canaries.reduce((total, { share }) => total + share, 0);
  if (sum >= 1) {
    const detail = `Expected canaries that leave a share to version ${version}: a sum below 1. Received: ${sum}.`;
    return { pointer: '/canaries', detail };
  }
  const known = new Set([version]);
  for (const [index, canary] of canaries.entries()) {
    if (known.has(canary.version)) {
      const detail = `Expected a version that takes part once. Received: ${canary.version}, twice.`;
      return { pointer: `/canaries/${index}/version`, detail };
    }
    known.add(canary.version);
  }
  if (!shadow || !known.has(shadow.version)) return undefined;
  const detail = `Expected a version that does not answer already. Received: ${shadow.version}.`;
  return { pointer: '/shadow/version', detail };
}

/**
 * The canary at a point.
 * @param point from 0, below 1. Canaries lie from 0 upwards in their order: a first one that is given a larger share keeps
 * whoever it had. @returns undefined for what the version itself answers.
 */
export function canaryAt<C extends { readonly share: number }>(canaries: readonly C[], point: number): C | undefined {
  let end = 0;
  return canaries.find(({ share }) => {
    end += share;
    return point < end;
  });
}

/** The point of a key: the same in every process, whatever the shares are, another for each alias. */
export function pointOf(model: string, alias: string, key: string): number {
  const digest = createHash('sha256')
    .update(JSON.stringify([model, alias, key]))
    .digest();
  return digest.readUInt32BE() / 2 ** 32;
}
