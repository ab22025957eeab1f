/** A request that is being written: plain JSON, of which each field of the form reads and writes one place, told by a JSON Pointer. */
import type { FieldError, JobRequest } from '../../../client/index.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Draft = { readonly [key: string]: Json };

/** What stands at a place; undefined where nothing does. */
export function valueAt(draft: Json | undefined, pointer: string): Json | undefined {
  let value: Json | undefined = draft;
  for (const key of keysOf(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Draft)[key];
  }
  return value;
}

/** The draft with another value at a place; undefined takes it away, and the objects that are empty then. */
export function withValue(draft: Draft, pointer: string, value: Json | undefined): Draft {
  return (put(draft, keysOf(pointer), value) ?? {}) as Draft;
}

function put(draft: Json | undefined, [key, ...rest]: readonly string[], value: Json | undefined): Json | undefined {
  if (key === undefined) return value;
  const fields = isObject(draft) ? draft : ({} as Draft);
  const { [key]: before, ...others } = fields;
  const after = put(before, rest, value);
  // Fields stay in their order: they are listed in it.
  if (after !== undefined) return { ...fields, [key]: after };
  return Object.keys(others).length > 0 ? others : undefined;
}

export function isObject(value: Json | undefined): value is Draft {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What is wrong at a place, or within what stands there. */
export function problemAt(problems: readonly FieldError[], pointer: string): string | undefined {
  const here = problems.filter((each) => each.pointer === pointer || each.pointer.startsWith(`${pointer}/`));
  return here.length > 0 ? here.map(({ detail }) => detail).join(' ') : undefined;
}

/** Whether enough is there to ask the service about. */
export function isAskable(draft: Draft): boolean {
  return Boolean(draft['model']) && Boolean(draft['dataset']) && (draft['network'] ?? draft['baseModel']) !== undefined;
}

/** The service checks what it is. */
export function requestOf(draft: Draft): JobRequest {
  return draft as unknown as JobRequest;
}

/** A number where the text is one; else the text, of which the service says what is wrong with it. */
export function numberOf(text: string): Json | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return Number.isFinite(Number(trimmed)) ? Number(trimmed) : text;
}

/** One step of a JSON Pointer: what stands for a slash in it. */
export function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** `64, 32` is a list of numbers. */
export function listOf(text: string): Json | undefined {
  const parts = text.split(/[,\s]+/).filter(Boolean);
  return parts.length > 0 ? parts.map((part) => numberOf(part) as Json) : undefined;
}
