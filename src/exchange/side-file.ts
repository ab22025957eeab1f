/**
 * What an export says beside what its format can: the version's manifest, so that importing it again loses nothing. As
 * `epochd.json`, or where a format has a place for it.
 */
import Type, { type Static } from 'typebox';
import { AppError, messageOf } from '../errors.ts';
import { Manifest } from '../registry/index.ts';
import { validator } from '../validation.ts';

export const SIDE_FILE = 'epochd.json';
/** Where a format has a place for it within its own JSON. */
export const SIDE_FILE_KEY = 'epochd';
export const SIDE_FILE_BYTES_MAX = 16 * 1024 * 1024;

export const SideFile = Type.Object({
  /** Of this file's form. */
  epochd: Type.Literal(1),
  /** What the exported model takes: what the dataset held, in its own units; or the network's inputs, preprocessed. */
  takes: Type.Enum(['data', 'inputs']),
  /** What it gives: as this service does; or the network's own numbers, which `manifest.scales` brings into the data's unit. */
  gives: Type.Enum(['answers', 'outputs']),
  /** What the format could not express. */
  notes: Type.Array(Type.String()),
  manifest: Manifest,
});
export type SideFile = Static<typeof SideFile>;

const problemsOf = validator(SideFile);

export function sideFileOf(manifest: Manifest, said: Omit<SideFile, 'epochd' | 'manifest'>): SideFile {
  return { epochd: 1, ...said, manifest };
}

/** @throws AppError ERR_MODEL_FILE. */
export function readSideFile(value: unknown): SideFile {
  const [problem] = problemsOf(value);
  if (!problem) return value as SideFile;
  throw new AppError('ERR_MODEL_FILE', `${SIDE_FILE} at ${problem.pointer}: ${problem.detail}`);
}

/** @throws AppError ERR_MODEL_FILE. */
export function parseSideFile(bytes: Buffer): SideFile {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new AppError('ERR_MODEL_FILE', `Expected JSON in ${SIDE_FILE}. Received: ${messageOf(error)}.`);
  }
  return readSideFile(value);
}
