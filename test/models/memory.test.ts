/** What a plan says that a training takes of memory, beside what trainings in processes of their own take. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import type { Layer } from '../../src/models/specification/index.ts';
import { programOf } from '../support/program.ts';
import type { MeasuredTraining, PeakMemory } from './peak-memory.ts';

const PROGRAM = programOf('test/models/peak-memory.ts');
/** Generous, since a machine's load moves what is taken: the aim is a factor of two, and no more than 1.5 too little. */
const SHARE = { min: 0.55, max: 2.8 };
const MIB = 2 ** 20;

const conv = (activation: 'relu' | 'mish', filters = 8): Layer => ({
  ...{ type: 'conv2d', filters, kernelSize: 3, activation },
});
const AVERAGE: Layer = { type: 'globalAveragePooling2d' };
const POOLING: Layer = { type: 'maxPooling2d' };
const PICTURES = { inputShape: [64, 64, 4], batchSize: 64 };

const FAMILIES: Readonly<Record<string, MeasuredTraining>> = {
  'dense layers': { network: { layers: [{ type: 'dense', units: 1200 }] }, inputShape: [5000], batchSize: 32 },
  convolutions: { network: { layers: [conv('relu'), conv('relu'), AVERAGE] }, ...PICTURES },
  'an activation of many operations': { network: { layers: [conv('mish'), AVERAGE] }, ...PICTURES },
  'pooled convolutions': { network: { layers: [conv('relu', 32), POOLING, conv('relu'), AVERAGE] }, ...PICTURES },
  normalizations: {
    network: { layers: [conv('relu'), { type: 'batchNormalization' }, { type: 'layerNormalization' }, AVERAGE] },
    ...PICTURES,
  },
  'an lstm': { network: { layers: [{ type: 'lstm', units: 128 }] }, inputShape: [100, 16], batchSize: 256 },
  'a gru, step by step': { network: { layers: [{ type: 'gru', units: 32 }] }, inputShape: [150, 16], batchSize: 64 },
  'an embedding': { network: 'mlp', inputShape: [200], vocabularySize: 100_000, batchSize: 32 },
};

describe('a plan tells about how much memory a training takes, of', () => {
  for (const [name, settings] of Object.entries(FAMILIES)) {
    test(name, () => {
      const { planned, taken } = measure(settings);
      const share = planned / taken;
      const [told, real] = [planned, taken].map((bytes) => Math.round(bytes / MIB));
      assert.ok(share > SHARE.min && share < SHARE.max, `planned ${told} MiB, took ${real} MiB`);
    });
  }
});

function measure(settings: MeasuredTraining): PeakMemory {
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, JSON.stringify(settings)], {
    env: { ...environment, TF_OVERRIDE_GLOBAL_THREADPOOL: '1' },
    encoding: 'utf8',
    timeout: 120_000,
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
  return JSON.parse(stdout) as PeakMemory;
}
