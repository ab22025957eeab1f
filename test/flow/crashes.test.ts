/**
 * A real training, from the weights of a version and with some of them frozen, whose trainer, worker, api and Redis are killed at random moments, in random company, ends with the bytes of
 * one that was left alone. `SEED=n` repeats a run's draws; `npm run bench -- jobs` does the same for minutes.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { newJobId } from '../../src/queue/index.ts';
import { randomStream } from '../../src/random.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { assertSame, runDisturbed, runUndisturbed } from '../support/crashes.ts';
import { type ProcessService, startProcesses } from '../support/processes.ts';
import { publishModel } from '../support/published-model.ts';
import { createTrainerBudget } from '../support/trainer-budget.ts';
import { startVictims, type Victims } from '../support/victims.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const random = randomStream(seed, 'crashes');
const budget = createTrainerBudget();
/** Some seconds of training. */
const REQUEST = {
  ...{ model: 'crashes', dataset: 'mnist', baseModel: 'base@1', freeze: ['dense'] },
  training: { epochs: 5, batchSize: 16, seed: 7, checkpointSeconds: 1 },
};

let service: ProcessService;
let victims: Victims;

before(
  async () => {
    service = await startProcesses({ LOG_LEVEL: 'info' });
    await publishModel(await openFileStorage(path.join(service.dataDir, 'storage')), 'base', newJobId());
    victims = await startVictims({ service, random, workers: 2, mayLoseTrainer: budget.spend });
  },
  { timeout: 120_000 },
);

after(() => service?.close());

test(`whatever is killed whenever, the weights are those of a run that nobody disturbed (SEED=${seed})`, {
  timeout: 300_000,
}, async (t) => {
  const { progressed } = budget;
  const options = { service, victims, random, request: REQUEST, pauseMs: 2500, blows: 4, progressed };
  const expected = await runUndisturbed(options);
  const received = await runDisturbed(options);
  t.diagnostic(`${received.hits} blows: ${JSON.stringify(victims.killed)}; ${received.job.attempts} attempts`);
  assert.ok(received.hits > 0);
  await assertSame(service, expected, received);
});
