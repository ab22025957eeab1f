/** Random networks for sweeps: any layer with any arguments that its schema allows, and any wiring. */
import assert from 'node:assert/strict';
import { LAYERS, type Layer, type LayerType } from '../../src/models/specification/index.ts';
import { guard } from '../../src/validation.ts';

export type Roll = (sides: number) => number;

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

const TYPES = Object.keys(LAYERS) as LayerType[];
const GUARDS = new Map(TYPES.map((type) => [type, guard(LAYERS[type])]));
const SIZES = [1, 1, 2, 2, 3, 4, 5, 8];
/** Of the numbers that the sweeps' inputs have. */
const RESHAPED = [[2, 3], [4, 5], [20], [8, 21], [4, 6, 7], [12, 8]];
/** Of inputs of any length. */
const EMBEDDED = [{ index: 0, inputDim: 3, outputDim: 2 }];
/** Of 64 names in the list of inputs at most so many are tried. */
const ITEMS_MAX = 3;

/** mulberry32: the same sweep in every run. */
export function createDice(seed: number): Roll {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

/** Layers named `l0`, `l1`, … or not at all, that take what the sequence, or a roll of the dice, gives them. */
export function randomLayers(roll: Roll, count: number): Layer[] {
  return Array.from({ length: count }, (_, index) => {
    const type = one(roll, TYPES);
    const { name: _name, inputs: _inputs, ...layer } = randomValue(LAYERS[type] as Schema, roll, 3) as Layer;
    const merges = /^(add|subtract|multiply|average|maximum|minimum|concatenate)$/.test(type);
    const wired = merges || roll(6) === 0 ? { inputs: inputNames(roll, index, merges ? 2 : 1) } : {};
    if (type === 'reshape' && roll(2) === 0) Object.assign(layer, { targetShape: one(roll, RESHAPED) });
    if (type === 'categoryEmbedding' && roll(4) > 0) Object.assign(layer, { columns: EMBEDDED });
    const made = { ...layer, name: `l${index}`, ...wired } as Layer;
    assert.ok(GUARDS.get(type)?.(made), `the sweep makes layers that requests may have: ${JSON.stringify(made)}`);
    return made;
  });
}

/** Mostly earlier layers', now and then one that does not exist. */
function inputNames(roll: Roll, index: number, count: number): string[] {
  const names = ['input', ...Array.from({ length: index }, (_, earlier) => `l${earlier}`)];
  return Array.from({ length: count }, () => (roll(20) === 0 ? 'l99' : one(roll, names.slice(-2))));
}

function one<T>(roll: Roll, values: readonly T[]): T {
  return values[roll(values.length)] as T;
}

/** A value that the schema allows. @param odds one in so many optional fields is there. */
export function randomValue(schema: Schema, roll: Roll, odds: number): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return one(roll, schema.enum);
  if (schema.anyOf) return randomValue(one(roll, schema.anyOf), roll, odds);
  switch (schema.type) {
    case 'boolean':
      return roll(2) === 0;
    case 'integer': {
      const { minimum = 0, maximum = 8 } = schema;
      return Math.min(
        maximum,
        minimum <= 1 && minimum >= 0 ? minimum - 1 + one(roll, SIZES) : minimum + roll(maximum - minimum + 1),
      );
    }
    case 'number': {
      const low = schema.minimum ?? schema.exclusiveMinimum ?? 0;
      const high = Math.min(schema.maximum ?? schema.exclusiveMaximum ?? 1, low + 2);
      return low + ((high - low) * (1 + roll(98))) / 100;
    }
    case 'string':
      return `n${roll(1000)}`;
    case 'array': {
      const { minItems = 0, maxItems = ITEMS_MAX, items = {} } = schema;
      const length = minItems + roll(Math.min(maxItems - minItems, ITEMS_MAX) + 1);
      return Array.from({ length }, () => randomValue(items, roll, odds));
    }
    default: {
      const { properties = {}, required = [] } = schema;
      const chosen = Object.entries(properties).filter(([key]) => required.includes(key) || roll(odds) === 0);
      return Object.fromEntries(chosen.map(([key, property]) => [key, randomValue(property, roll, odds)]));
    }
  }
}
