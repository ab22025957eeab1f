/** Which version is meant by `digits`, `digits@3` or `digits@production`, and how it is told when there is none. */
import { AppError, codeOf } from '../errors.ts';
import { NAME_PATTERN } from '../models/specification/index.ts';
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

/**
 * Finds the version that a reference means.
 * @throws AppError ERR_NOT_FOUND, or ERR_ALIAS for an alias that is none, in TensorFlow Serving's words.
 */
export async function resolveReference(registry: Versions, reference: ModelReference): Promise<Manifest> {
  const { model, alias } = reference;
  const versions = await registry.versions(model);
  const version = reference.version ?? (await versionOf(registry, model, alias)) ?? versions.at(-1);
  const there = version !== undefined && versions.includes(version);
  const manifest = there ? await registry.manifest({ model, version }) : undefined;
  if (manifest) return manifest;
  const asked = reference.version === undefined ? `Latest(${model})` : `Specific(${model}, ${reference.version})`;
  throw new AppError('ERR_NOT_FOUND', `Servable not found for request: ${asked}`);
}

/** @returns undefined where a text is no reference, or there is no such version. */
export async function findVersion(registry: Versions, text: string): Promise<Manifest | undefined> {
  const reference = parseReference(text);
  return reference && resolveReference(registry, reference).catch(unlessThere);
}

function unlessThere(error: unknown): undefined {
  const code = codeOf(error);
  if (code !== 'ERR_NOT_FOUND' && code !== 'ERR_ALIAS') throw error;
}

async function versionOf({ aliases }: Versions, model: string, alias: string | undefined): Promise<number | undefined> {
  if (!WHOLE_NAME.test(model)) return undefined;
  if (alias === undefined) return (await aliases.get(model, DEFAULT_ALIAS))?.version;
  const entry = WHOLE_NAME.test(alias) ? await aliases.get(model, alias) : undefined;
  if (!entry) throw new AppError('ERR_ALIAS', `Unrecognized servable version label: ${alias}`);
  return entry.version;
}
