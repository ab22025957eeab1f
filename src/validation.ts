/**
 * Checks values against TypeBox schemas and says in plain words what was expected and what came.
 * A union is explained by the member that was meant (told by its constant `type`, `preset` or `strategy`),
 * since a list of every member's failures helps nobody. Knows nothing of HTTP.
 */
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Problem } from './errors.ts';
import { describe, isObject, type Schema, SHOWN_CHARACTERS, show } from './schema-words.ts';

const PROBLEMS_MAX = 20;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;
/** Properties whose constant tells the members of a union apart. */
const DISCRIMINATORS = ['type', 'preset', 'strategy'];

/**
 * Makes a checker for a schema: fast where the value is right, wordy where it is not.
 * @returns a function that lists what is wrong with a value: empty if it fits, at most 20 problems.
 */
export function validator<S extends TSchema>(schema: S): (value: unknown) => Problem[] {
  const compiled = Compile(schema);
  return (value) => {
    if (compiled.Check(value)) return [];
    const problems = problemsOf(schema as Schema, value, '').slice(0, PROBLEMS_MAX);
    // Where our words fall short of the schema, the schema decides: nothing passes for want of words.
    return problems.length > 0 ? problems : [unexpected(schema as Schema, value, '')];
  };
}

/** Whether a value fits the schema, as a type guard. */
export function guard<S extends TSchema>(schema: S): (value: unknown) => value is Static<S> {
  const compiled = Compile(schema);
  return (value): value is Static<S> => compiled.Check(value);
}

/**
 * Makes a reader of values that came as text, in a URL or in the environment, as the numbers that a schema wants. Nothing is
 * rounded or guessed: what is no plain number stays text, for the checker to refuse.
 */
export function numberReader(schema: TSchema): (values: unknown) => unknown {
  const properties = Object.entries((schema as Schema).properties ?? {});
  const numeric = properties.filter(([, { type }]) => type === 'integer' || type === 'number').map(([name]) => name);
  const isNumber = (value: unknown): boolean => typeof value === 'string' && PLAIN_NUMBER.test(value);
  return (values) => {
    if (!isObject(values)) return values;
    const written = numeric.filter((name) => isNumber(values[name]));
    if (written.length === 0) return values;
    return { ...values, ...Object.fromEntries(written.map((name) => [name, Number(values[name])])) };
  };
}

function problemsOf(schema: Schema, value: unknown, pointer: string): Problem[] {
  if (schema.anyOf) return problemsOfUnion(schema, schema.anyOf, value, pointer);
  if (schema.type === 'object' && isObject(value)) return problemsOfObject(schema, value, pointer);
  if (schema.type === 'array' && Array.isArray(value)) return problemsOfArray(schema, value, pointer);
  return fits(schema, value) ? [] : [unexpected(schema, value, pointer)];
}

function problemsOfUnion(schema: Schema, members: readonly Schema[], value: unknown, pointer: string): Problem[] {
  if (members.some((member) => problemsOf(member, value, pointer).length === 0)) return [];
  const meant = memberMeant(members, value);
  if (meant) return problemsOf(meant, value, pointer);
  const discriminator = DISCRIMINATORS.find((key) => isObject(value) && members.some((m) => m.properties?.[key]));
  if (!discriminator || !isObject(value)) return [unexpected(schema, value, pointer)];
  const constants = members.flatMap((m) => m.properties?.[discriminator] ?? []);
  return [unexpected({ anyOf: constants }, value[discriminator], `${pointer}/${discriminator}`)];
}

/**
 * The member that the sender had in mind: same discriminating constant, or the only one whose required fields are all
 * there, or the only one of the value's JSON type.
 */
function memberMeant(members: readonly Schema[], value: unknown): Schema | undefined {
  if (isObject(value)) {
    const named = members.find((member) =>
      DISCRIMINATORS.some(
        (key) => member.properties?.[key]?.const !== undefined && member.properties[key].const === value[key],
      ),
    );
    if (named) return named;
    const complete = members.filter((member) => !isDiscriminated(member) && hasAllOf(member.required, value));
    if (complete.length === 1) return complete[0];
  }
  const kind = Array.isArray(value) ? 'array' : isObject(value) ? 'object' : undefined;
  const alike = members.filter((member) => member.type === kind);
  return kind && alike.length === 1 ? alike[0] : undefined;
}

function isDiscriminated({ properties }: Schema): boolean {
  return DISCRIMINATORS.some((key) => properties?.[key]);
}

function hasAllOf(required: readonly string[] | undefined, value: Record<string, unknown>): boolean {
  return required !== undefined && required.length > 0 && required.every((key) => Object.hasOwn(value, key));
}

function problemsOfObject(schema: Schema, value: Record<string, unknown>, pointer: string): Problem[] {
  const properties = schema.properties ?? {};
  const [pattern, patterned] = Object.entries(schema.patternProperties ?? {})[0] ?? [];
  const isPatterned = (key: string): boolean => pattern !== undefined && new RegExp(pattern, 'u').test(key);
  const known = Object.keys(properties);
  const problems: Problem[] = [];
  for (const key of schema.required ?? []) {
    if (!Object.hasOwn(value, key))
      problems.push(unexpected(properties[key] ?? {}, undefined, `${pointer}/${escapePointer(key)}`));
  }
  if (schema.maxProperties !== undefined && Object.keys(value).length > schema.maxProperties) {
    problems.push({
      pointer,
      detail: `Expected at most ${schema.maxProperties} fields. Received: ${Object.keys(value).length}.`,
    });
  }
  for (const [key, member] of Object.entries(value)) {
    const at = `${pointer}/${escapePointer(key)}`;
    const propertySchema = Object.hasOwn(properties, key) ? properties[key] : isPatterned(key) ? patterned : undefined;
    if (propertySchema) problems.push(...problemsOf(propertySchema, member, at));
    else if (schema.additionalProperties === false)
      problems.push({ pointer: at, detail: unknownField(key, known, pattern) });
    if (problems.length >= PROBLEMS_MAX) break;
  }
  return problems;
}

function problemsOfArray(schema: Schema, value: readonly unknown[], pointer: string): Problem[] {
  const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  if (value.length < minItems || value.length > maxItems) {
    return [{ pointer, detail: `Expected ${describe(schema)}. Received: ${value.length} items.` }];
  }
  const problems: Problem[] = [];
  for (const [index, item] of value.entries()) {
    if (items) problems.push(...problemsOf(items, item, `${pointer}/${index}`));
    if (problems.length >= PROBLEMS_MAX) break;
  }
  return problems;
}

function fits(schema: Schema, value: unknown): boolean {
  if (schema.const !== undefined) return value === schema.const;
  if (schema.enum) return schema.enum.includes(value);
  switch (schema.type) {
    case 'integer':
    case 'number': {
      if (typeof value !== 'number' || !Number.isFinite(value)) return false;
      if (schema.type === 'integer' && !Number.isInteger(value)) return false;
      return (
        value >= (schema.minimum ?? -Infinity) &&
        value <= (schema.maximum ?? Infinity) &&
        (schema.exclusiveMinimum === undefined || value > schema.exclusiveMinimum) &&
        (schema.exclusiveMaximum === undefined || value < schema.exclusiveMaximum)
      );
    }
    case 'string':
      return (
        typeof value === 'string' &&
        value.length >= (schema.minLength ?? 0) &&
        value.length <= (schema.maxLength ?? Infinity) &&
        (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value))
      );
    case 'boolean':
      return typeof value === 'boolean';
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    default:
      return true;
  }
}

function unexpected(schema: Schema, value: unknown, pointer: string): Problem {
  return { pointer, detail: `Expected ${describe(schema)}. Received: ${show(value)}.` };
}

function unknownField(key: string, known: readonly string[], pattern: string | undefined): string {
  const none = pattern === undefined ? 'Expected no field here' : `Expected names matching ${pattern}`;
  const expected = known.length > 0 ? `Expected one of: ${known.join(', ')}` : none;
  return `Unknown field "${key.slice(0, SHOWN_CHARACTERS)}". ${expected}.`;
}

/** RFC 6901: `~` and `/` are escaped inside a pointer's step. */
export function escapePointer(key: string): string {
  return key.slice(0, SHOWN_CHARACTERS).replaceAll('~', '~0').replaceAll('/', '~1');
}
