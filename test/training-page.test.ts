/** docs/training.md is true: its tables are those of the schemas and of what computes, and its example can be asked for. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createLearningRate } from '../src/models/learning-rate.ts';
import {
  type LearningRateSchedule,
  OPTIMIZERS,
  resolveTraining,
  Training,
  trainingProblems,
  trainingTargetProblems,
} from '../src/models/specification/index.ts';
import { JobRequest } from '../src/models/specification/job.ts';
import { Optimizer, resolveOptimizer } from '../src/models/specification/optimizers.ts';
import { LearningRateSchedule as Schedule } from '../src/models/specification/schedules.ts';
import { validator } from '../src/validation.ts';
import { shellBlocks } from './support/markdown.ts';

interface ObjectSchema {
  readonly properties: Record<string, { readonly const?: string }>;
  readonly required: readonly string[];
}

const PAGE = readFileSync(new URL('../docs/training.md', import.meta.url), 'utf8');
const CLIPPING = ['clipNorm', 'globalClipNorm', 'clipValue'];
/** What a schedule needs, so that what it does without the rest can be seen. */
const NEEDED: { readonly [T in LearningRateSchedule['type']]: object } = {
  exponentialDecay: { decaySteps: 10, decayRate: 0.5 },
  piecewiseConstantDecay: { boundaries: [10], values: [0.1, 0.01] },
  cosineDecay: { decaySteps: 10, warmupTarget: 0.5 },
  cosineDecayRestarts: { firstDecaySteps: 10 },
  reduceOnPlateau: {},
};

const membersOf = (union: unknown): ObjectSchema[] =>
  (union as { anyOf: ObjectSchema[] }).anyOf.filter(({ properties }) => properties);
const typeOf = ({ properties }: ObjectSchema): string => properties.type?.const ?? '';
const cellsOf = (name: string): string[] => {
  const row = PAGE.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
  return row.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, ''));
};
/** The names of a cell's settings, and the defaults of those that have one. */
function settingsOf(name: string): { names: string[]; required: string[]; defaults: Record<string, unknown> } {
  const told = (cellsOf(name)[1] ?? '').split(', ').map((word) => /^`(\w+)`(\?| = (.*))?$/.exec(word) ?? []);
  const defaults = told.flatMap(([, key = '', , value]) => (value === undefined ? [] : [[key, JSON.parse(value)]]));
  return {
    names: told.map(([, key = '']) => key),
    required: told.flatMap(([, key = '', more]) => (more === undefined ? [key] : [])),
    defaults: Object.fromEntries(defaults),
  };
}

test('the example is a job that can be asked for', () => {
  const [block] = shellBlocks(PAGE);
  const body = JSON.parse(/-d '(.*)'/s.exec(block?.text ?? '')?.[1] ?? '');
  assert.deepEqual(validator(JobRequest)(body), []);
  assert.deepEqual(trainingProblems(body.training), []);
  const task = { type: 'classification' as const, labels: [...'0123456789'] };
  const target = { kind: 'image' as const, task, examples: 60_000, validates: true };
  assert.deepEqual(trainingTargetProblems(body.training, target), []);
});

test('the table of fields names all of them, with what they are unless given', () => {
  const resolved = resolveTraining({}, 0) as unknown as Record<string, unknown>;
  for (const field of Object.keys(Training.properties)) {
    const [, told = ''] = cellsOf(field);
    assert.ok(told, `a row for ${field}`);
    if (/^\d+$/.test(told)) assert.equal(resolved[field], Number(told), field);
    if (/^(none|nothing|no limit)$/.test(told)) assert.equal(resolved[field], undefined, field);
  }
  assert.equal(resolveTraining({}, 0).optimizer.type, 'adam');
  assert.deepEqual(resolved.validation, { split: 0.1 });
});

test('the table of optimizers is that of the schemas, with their defaults', () => {
  assert.deepEqual(membersOf(Optimizer).map(typeOf), [...OPTIMIZERS]);
  for (const schema of membersOf(Optimizer)) {
    const name = typeOf(schema) as (typeof OPTIMIZERS)[number];
    const { names, defaults } = settingsOf(name);
    const known = Object.keys(schema.properties).filter((key) => key !== 'type');
    assert.deepEqual([...names, ...CLIPPING].sort(), known.sort(), name);
    assert.deepEqual({ type: name, ...defaults }, resolveOptimizer(name));
  }
  for (const name of CLIPPING) assert.ok(cellsOf(name)[1], name);
});

test('the table of schedules is that of the schemas, and of what they do by themselves', () => {
  for (const schema of membersOf(Schedule)) {
    const name = typeOf(schema) as LearningRateSchedule['type'];
    const { names, required, defaults } = settingsOf(name);
    assert.deepEqual(
      names.sort(),
      Object.keys(schema.properties)
        .filter((key) => key !== 'type')
        .sort(),
      name,
    );
    assert.deepEqual(required.sort(), schema.required.filter((key) => key !== 'type').sort(), name);
    const needed = { type: name, ...NEEDED[name] } as LearningRateSchedule;
    assert.deepEqual(ratesOf({ ...needed, ...defaults }), ratesOf(needed), name);
  }
});

/** Through forty steps, and as many epochs that get better by little, then not at all. */
function ratesOf(schedule: LearningRateSchedule): number[] {
  const rate = createLearningRate(1, schedule);
  return Array.from({ length: 40 }, (_, index) => {
    rate.epochEnded({ epoch: index + 1, loss: Math.max(0.999, 1 - index * 0.00012), accuracy: 0, seconds: 0 });
    return rate.at(index + 1);
  });
}
