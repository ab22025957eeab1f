/** Which version a prediction asks for, and how it is told when there is none. */
import { AppError } from '../errors.ts';
import type { Manifest, Registry } from '../registry/index.ts';

export interface ModelReference {
  readonly model: string;
  /** Unset: the newest. */
  readonly version?: number;
}

/**
 * Finds the version that a reference means.
 * @throws AppError ERR_NOT_FOUND in TensorFlow Serving's words.
 */
export async function resolveReference(registry: Registry, reference: ModelReference): Promise<Manifest> {
  const version = reference.version ?? (await registry.versions(reference.model)).at(-1);
  const manifest = version === undefined ? undefined : await registry.manifest({ model: reference.model, version });
  if (manifest) return manifest;
  const asked =
    reference.version === undefined
      ? `Latest(${reference.model})`
      : `Specific(${reference.model}, ${reference.version})`;
  throw new AppError('ERR_NOT_FOUND', `Servable not found for request: ${asked}`);
}
