/** Recurrent layers whose steps a graph holds one by one: how many there may be, and what they add to a plan's seconds. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { AppError } from '../../src/errors.ts';
import { estimateSeconds, type Layer, planNetwork, resolveTraining } from '../../src/models/specification/index.ts';

const gru = { type: 'gru', units: 2, returnSequences: true } as const;
const lstm = { type: 'lstm', units: 2, returnSequences: true } as const;
const end: Layer = { type: 'globalAveragePooling1d' };

const plan = (layers: readonly Layer[], steps: number) =>
  planNetwork({ layers: [...layers, end] }, { inputShape: [steps, 3], outputs: 2 }, { parametersMax: 1e6 });

function refusal(layers: readonly Layer[], steps: number) {
  try {
    plan(layers, steps);
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'ERR_NETWORK');
    return error.problems[0];
  }
  throw new Error('Expected the network to be refused. Received: a plan.');
}

test('steps count for each layer and direction, but of an LSTM that trains as one operation', () => {
  assert.equal(plan([gru, gru], 512).unrolledSteps, 1024);
  assert.equal(plan([{ type: 'bidirectional', layer: gru }], 512).unrolledSteps, 1024);
  assert.equal(plan([{ ...lstm, recurrentActivation: 'hardSigmoid' }], 100).unrolledSteps, 100);
  assert.equal(plan([lstm, { type: 'bidirectional', layer: lstm }], 1000).unrolledSteps, 0);
  const frames: Layer = { type: 'timeDistributed', layer: { type: 'simpleRnn', units: 2 } };
  assert.equal(plan([{ type: 'reshape', targetShape: [20, 10, 3] }, frames], 200).unrolledSteps, 10);
});

test('too many to train are refused at the layer with which they become so', () => {
  const problem = refusal([gru, gru, { type: 'dropout', rate: 0.1 }, gru], 400);
  assert.equal(problem?.pointer, '/network/layers/3');
  assert.match(problem?.detail ?? '', /^Expected at most 1024 steps.*Received: 1200 up to the layer "gru_2"\./);
  assert.equal(refusal([{ type: 'bidirectional', layer: gru }], 513)?.pointer, '/network/layers/0');
  assert.equal(refusal([{ ...lstm, activation: 'relu' }], 1025)?.pointer, '/network/layers/0');
});

test('too many to serve are refused too', () => {
  assert.equal(plan([lstm], 4096).unrolledSteps, 0);
  const problem = refusal([lstm, lstm], 4096);
  assert.equal(problem?.pointer, '/network/layers/1');
  assert.match(problem?.detail ?? '', /^Expected at most 4096 steps.*Received: 8192/);
});

test('a plan counts the time in which their graphs are made', () => {
  const training = resolveTraining({ epochs: 1, batchSize: 32 }, 0);
  const seconds = (layer: Layer, examples: number) => estimateSeconds(plan([layer], 400), training, examples, 2);
  assert.ok(seconds(gru, 320) - seconds(lstm, 320) > 4);
  assert.ok(seconds(gru, 321) - seconds(gru, 320) > 2, 'a last batch of another size has a graph of its own');
});
