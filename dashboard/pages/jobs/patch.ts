/** A JSON Merge Patch as it is typed, and single fields of it by their pointers. */

export type Patch = Readonly<Record<string, unknown>>;

export interface ReadPatch {
  readonly patch?: Patch;
  /** Why the text is none. */
  readonly fault?: string;
}

export function readPatch(text: string): ReadPatch {
  try {
    const value: unknown = JSON.parse(text.trim() || '{}');
    if (isObject(value)) return { patch: value };
    return { fault: `Expected an object in braces. Received: ${Array.isArray(value) ? 'a list' : String(value)}.` };
  } catch (error) {
    return { fault: `Expected JSON. Received: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** @param pointer `/training/epochs` */
export function valueAt(value: unknown, pointer: string): unknown {
  return partsOf(pointer).reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), value);
}

/** The same with another value there; undefined takes it out, and what is empty without it. */
export function patched(patch: Patch, pointer: string, value: unknown): Patch {
  return (changed(patch, partsOf(pointer), value) as Patch | undefined) ?? {};
}

function changed(at: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  const { [name]: before, ...others } = isObject(at) ? at : {};
  const after = changed(before, rest, value);
  const whole = after === undefined ? others : { ...others, [name]: after };
  return Object.keys(whole).length > 0 ? whole : undefined;
}

function partsOf(pointer: string): string[] {
  return pointer.split('/').slice(1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
