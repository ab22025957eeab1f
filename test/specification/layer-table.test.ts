/** Keeps docs/networks.md true: its tables name every layer, argument, default, activation and initializer. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ACTIVATIONS, INITIALIZERS, LAYERS, type LayerType } from '../../src/models/specification/index.ts';

const page = readFileSync(new URL('../../docs/networks.md', import.meta.url), 'utf8');

/** Every layer has them. */
const COMMON = ['type', 'name', 'inputs'];
/** Of each weight, told in a column of their own. */
const WEIGHT_SETTINGS = /^(\w+)(Initializer|Regularizer|Constraint)$/;

interface ArgumentSchema {
  readonly default?: unknown;
}

test('the table of layers is that of the schemas', () => {
  for (const type of Object.keys(LAYERS) as LayerType[]) {
    const expected = `| \`${type}\` | ${argumentsOf(type)} | ${weightsOf(type)} |`;
    const row = page.split('\n').find((line) => line.startsWith(`| \`${type}\` |`));
    assert.ok(row?.startsWith(expected), `Expected a row ${expected} Received: ${row}`);
  }
});

test('the lists of activations and initializers are those of the schemas', () => {
  assert.deepEqual(listAfter('Activations: '), [...ACTIVATIONS]);
  assert.deepEqual(listAfter('Initializers: '), [...INITIALIZERS]);
});

/** `units`, `useBias` = true, `strides`?: required, with a default, and optional without one. */
function argumentsOf(type: LayerType): string {
  const { properties, required } = LAYERS[type] as { properties: Record<string, ArgumentSchema>; required: string[] };
  const told = Object.entries(properties).filter(
    ([key]) => !COMMON.includes(key) && (!WEIGHT_SETTINGS.test(key) || key === 'activityRegularizer'),
  );
  const words = told.map(([key, { default: value }]) => {
    if (required.includes(key)) return `\`${key}\``;
    return value === undefined ? `\`${key}\`?` : `\`${key}\` = ${JSON.stringify(value)}`;
  });
  return words.join(', ') || '–';
}

/** The weights whose start, regularizer and constraint may be chosen, with their initializers. */
function weightsOf(type: LayerType): string {
  const { properties } = LAYERS[type] as { properties: Record<string, ArgumentSchema> };
  const words = Object.entries(properties).flatMap(([key, { default: value }]) => {
    const [, role, setting] = WEIGHT_SETTINGS.exec(key) ?? [];
    return setting === 'Initializer' ? [`\`${role}\` ${value}`] : [];
  });
  return words.join(', ') || '–';
}

function listAfter(start: string): string[] {
  const line = page.split('\n').find((each) => each.startsWith(start)) ?? '';
  return [...line.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? '');
}
