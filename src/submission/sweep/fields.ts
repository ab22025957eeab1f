/**
 * Sets fields of a job request by JSON Pointers (RFC 6901). Where a request says an object by its name, as `"adam"` for
 * `{"type":"adam"}`, the name is written out, so that its fields can be set. Pure.
 */
import type { Problem } from '../../errors.ts';
import type { JobRequest } from '../../models/specification/index.ts';
import { escapePointer } from '../../validation.ts';

/** Fields that stand for an object by one of its fields; and what they are where the request leaves them open. */
const SHORT_FORMS: Readonly<Record<string, { readonly name: string; readonly otherwise?: string }>> = {
  '/training/optimizer': { name: 'type', otherwise: 'adam' },
  '/training/loss': { name: 'type' },
  '/network': { name: 'preset' },
};

/** What all trials share: they are versions of one model, compared on the same data. */
const FIXED = ['model', 'dataset', 'priority', 'metadata', 'webhook'];
const INDEX = /^(0|[1-9]\d{0,4})$/;

/** What is wrong with the pointers of a space, whatever their values. */
export function pointerProblems(pointers: readonly string[]): Problem[] {
  return pointers.flatMap((pointer, index) => {
    const [first = ''] = stepsOf(pointer);
    const around = pointers.slice(0, index).find((other) => isWithin(pointer, other) || isWithin(other, pointer));
    const at = spacePointer(pointer);
    if (FIXED.includes(first))
      return [{ pointer: at, detail: `Expected a field that trials can differ in. Received: "${pointer}".` }];
    if (stepsOf(pointer).includes('__proto__'))
      return [{ pointer: at, detail: `Expected a field of a job. Received: "${pointer}".` }];
    if (around === undefined) return [];
    return [{ pointer: at, detail: `Expected fields of which none is part of another. Received: "${around}" and it.` }];
  });
}

/** Where a field of the space stands in the body of a sweep. */
export function spacePointer(pointer: string): string {
  return `/space/${escapePointer(pointer)}`;
}

/** A copy of a request with fields set; whether it is one that can be trained is not looked at. */
export function withValues(request: JobRequest, values: Readonly<Record<string, unknown>>): unknown {
  const copy: unknown = structuredClone(request);
  for (const [pointer, value] of Object.entries(values)) set(copy, pointer, structuredClone(value));
  return copy;
}

function set(root: unknown, pointer: string, value: unknown): void {
  const steps = stepsOf(pointer);
  let at = root as Record<string, unknown>;
  for (const [index, step] of steps.entries()) {
    if (index === steps.length - 1) {
      put(at, step, value);
      return;
    }
    const path = `/${steps.slice(0, index + 1).join('/')}`;
    const next = written(path, at[step]);
    put(at, step, next);
    at = next as Record<string, unknown>;
  }
}

/** Beyond the end of an array is no field: what is wrong there the schema says, of the whole array. */
function put(container: object, step: string, value: unknown): void {
  const key = Array.isArray(container) && !INDEX.test(step) ? container.length : step;
  Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
}

/** What a field holds, as an object whose fields can be set. */
function written(path: string, value: unknown): unknown {
  if (typeof value === 'object' && value !== null) return value;
  const { name, otherwise } = SHORT_FORMS[path] ?? {};
  const word = typeof value === 'string' ? value : otherwise;
  return name !== undefined && word !== undefined ? { [name]: word } : {};
}

function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isWithin(pointer: string, other: string): boolean {
  return pointer === other || pointer.startsWith(`${other}/`);
}
