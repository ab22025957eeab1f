/**
 * Schemas and values in words, for messages of the form "Expected an integer from 1 to 4096. Received: "many".". Knows
 * nothing of how a value is checked.
 */

/** The parts of JSON Schema that our schemas use; TypeBox schemas are plain JSON Schema objects. */
export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly title?: string;
}

/** Longer texts are cut in messages. */
export const SHOWN_CHARACTERS = 60;

/** A schema in words, for "Expected …": `an integer from 1 to 4096`, `"adam"`, `an object`. */
export function describe(schema: Schema): string {
  if (schema.title) return schema.title;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return orList(schema.enum.map((value) => JSON.stringify(value)));
  if (schema.anyOf) return orList(schema.anyOf.map(describe));
  switch (schema.type) {
    case 'integer':
      return `an integer${range(schema)}`;
    case 'number':
      return `a number${range(schema)}`;
    case 'string':
      return `a string${length(schema.minLength, schema.maxLength, 'characters')}${schema.pattern ? ` matching ${schema.pattern}` : ''}`;
    case 'array':
      return `an array${length(schema.minItems, schema.maxItems, 'items')}`;
    case 'boolean':
      return 'true or false';
    case 'object':
      return 'an object';
    default:
      return 'a value';
  }
}

function range(schema: Schema): string {
  const low = schema.minimum ?? schema.exclusiveMinimum;
  const high = schema.maximum ?? schema.exclusiveMaximum;
  const from = schema.exclusiveMinimum === undefined ? 'from' : 'above';
  const to = schema.exclusiveMaximum === undefined ? 'to' : 'below';
  if (low !== undefined && high !== undefined) return ` ${from} ${low} ${to} ${high}`;
  if (low !== undefined) return schema.exclusiveMinimum === undefined ? ` of at least ${low}` : ` above ${low}`;
  return high === undefined ? '' : ` of at most ${high}`;
}

function length(low: number | undefined, high: number | undefined, unit: string): string {
  if (low !== undefined && high !== undefined)
    return low === high ? ` of ${low} ${unit}` : ` of ${low} to ${high} ${unit}`;
  if (low !== undefined) return ` of at least ${low} ${unit}`;
  return high === undefined ? '' : ` of at most ${high} ${unit}`;
}

function orList(words: readonly string[]): string {
  const unique = [...new Set(words)];
  return unique.length > 1 ? `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)}` : (unique[0] ?? 'nothing');
}

/** A received value, short enough for a message. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `an array of ${value.length} items`;
  if (isObject(value)) return 'an object';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
