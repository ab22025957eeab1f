/** Which version is meant by `digits`, `digits@3` or `digits@production`, and how it is told when there is none. */
import { AppError, codeOf } from '../errors.ts';
import { NAME_PATTERN } from '../models/specification/index.ts';
import type { PointingEntry } from './aliases.ts';
import type { Share } from './division.ts';
import type { Manifest } from './manifest.ts';
import type { Registry } from './registry.ts';

export interface ModelReference {
  readonly model: string;
  /** With neither: where the alias `production` points, else the newest. */
  readonly version?: number;
  readonly alias?: string;
}

/** What is asked of a registry to find a version. */
type Versions = Pick<Registry, 'aliases' | 'versions' | 'manifest'>;

/** Where a bare name points, if a model has it. */
export const DEFAULT_ALIAS = 'production';

const WHOLE_NAME = new RegExp(NAME_PATTERN);
const NAME = NAME_PATTERN.slice(1, -1);
const REFERENCE = new RegExp(`^(${NAME})(?:@(?:([1-9]\\d{0,14})|(${NAME})))?$`);

/** @returns undefined where a text is no reference. */
export function parseReference(text: string): ModelReference | undefined {
  const [, model, version, alias] = REFERENCE.exec(text) ?? [];
  if (model === undefined) return undefined;
  return { model, ...(version !== undefined && { version: Number(version) }), ...(alias !== undefined && { alias }) };
}

/** What answers for a reference: the version that it means, and those that its alias tries out. */
export interface Route {
  readonly manifest: Manifest;
  readonly canaries: readonly RouteShare[];
  readonly shadow: RouteShare | undefined;
  /** By which it was found, if it was by one. */
  readonly alias: string | undefined;
}

export interface RouteShare {
  readonly manifest: Manifest;
  /** Of the requests, up to 1. */
  readonly share: number;
}

/**
 * Finds the versions that answer for a reference. One that is tried out and cannot be read is left out: the other answers.
 * @throws AppError ERR_NOT_FOUND, or ERR_ALIAS for an alias that is none, in TensorFlow Serving's words.
 */
export async function resolveRoute(registry: Versions, reference: ModelReference): Promise<Route> {
  const { model } = reference;
  const versions = await registry.versions(model);
  const alias = reference.alias ?? (reference.version === undefined ? DEFAULT_ALIAS : undefined);
  const entry = alias === undefined ? undefined : await entryOf(registry, model, alias);
  if (!entry && reference.alias !== undefined)
    throw new AppError('ERR_ALIAS', `Unrecognized servable version label: ${alias}`);
  const version = reference.version ?? entry?.version ?? versions.at(-1);
  const there = version !== undefined && versions.includes(version);
  const manifest = there ? await registry.manifest({ model, version }) : undefined;
  if (!manifest) {
    const asked = reference.version === undefined ? `Latest(${model})` : `Specific(${model}, ${reference.version})`;
    throw new AppError('ERR_NOT_FOUND', `Servable not found for request: ${asked}`);
  }
  const shared = async ({ version: each, share }: Share): Promise<RouteShare[]> => {
    const found = await registry.manifest({ model, version: each }).catch(() => undefined);
    return found ? [{ manifest: found, share }] : [];
  };
  const canaries = (await Promise.all((entry?.canaries ?? []).map(shared))).flat();
  const [shadow] = entry?.shadow ? await shared(entry.shadow) : [];
  return { manifest, canaries, shadow, alias: entry && alias };
}

/** Finds the version that a reference means, whatever is tried out. @throws AppError as `resolveRoute`. */
export async function resolveReference(registry: Versions, reference: ModelReference): Promise<Manifest> {
  return (await resolveRoute(registry, reference)).manifest;
}

async function entryOf({ aliases }: Versions, model: string, alias: string): Promise<PointingEntry | undefined> {
  return WHOLE_NAME.test(model) && WHOLE_NAME.test(alias) ? aliases.get(model, alias) : undefined;
}

/** @returns undefined where there is no such version. @param text such as `digits@production`. */
export async function findVersion(registry: Versions, text: string): Promise<Manifest | undefined> {
  const reference = parseReference(text);
  try {
    return reference && (await resolveReference(registry, reference));
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'ERR_NOT_FOUND' && code !== 'ERR_ALIAS') throw error;
    return undefined;
  }
}
