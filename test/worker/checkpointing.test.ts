/** Checkpoints of a training that goes on, in stores that refuse or are slow. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { JobSpecification } from '../../src/models/specification/index.ts';
import type { TrainingState } from '../../src/models/training-state.ts';
import { createCheckpoints } from '../../src/registry/checkpoints.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { createCheckpointing } from '../../src/worker/trainer/checkpointing.ts';
import type { TrainerMessage } from '../../src/worker/trainer/messages.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const OWNER = { job: 'a-job', specification: {} as JobSpecification };

function stateAfter(steps: number): TrainingState {
  const none = new Float64Array();
  return {
    ...{ steps, epoch: 1, step: steps, seconds: 1, epochSeconds: 1, history: [], sums: none, rate: none },
    ...{ stopping: none, variables: [Float32Array.of(steps)], bestWeights: [] },
  };
}

test('a store that refuses is told once, what was written before stays, and later ones are written again', async () => {
  const root = await makeTemporaryFolder();
  const checkpoints = createCheckpoints(await openFileStorage(root));
  const messages: TrainerMessage[] = [];
  const checkpointing = createCheckpointing({
    seconds: 1,
    write: (state) => checkpoints.write(state, OWNER, 1),
    tell: (message) => messages.push(message),
  });
  await checkpointing.keep(() => stateAfter(1));
  // No folder for temporary files: no value can be written, as on a full disk.
  await fs.rename(path.join(root, '.tmp'), path.join(root, 'away'));
  await checkpointing.keep(() => stateAfter(2));
  await checkpointing.keep(() => stateAfter(3));
  assert.equal((await checkpoints.newest(OWNER)).state?.steps, 1);
  await fs.rename(path.join(root, 'away'), path.join(root, '.tmp'));
  await checkpointing.keep(() => stateAfter(4));
  assert.equal((await checkpoints.newest(OWNER)).state?.steps, 4);
  assert.deepEqual(
    messages.map(({ type }) => type),
    ['checkpoint', 'log', 'checkpoint'],
  );
  const [first, log] = messages as [Extract<TrainerMessage, { type: 'checkpoint' }>, { message: string }];
  assert.deepEqual([first.epoch, first.step], [1, 1]);
  assert.ok(first.bytes > 100 && first.seconds > 0);
  assert.match(log.message, /^No checkpoint could be written\. Training goes on, .* Could not write jobs\/a-job/);
});

test('a store that hangs holds training up for some seconds only, and gets nothing more until it is done', async () => {
  let finish: (bytes: number) => void = () => undefined;
  let writes = 0;
  const messages: TrainerMessage[] = [];
  const checkpointing = createCheckpointing({
    seconds: 1,
    write: () => {
      writes += 1;
      return new Promise((resolve) => (finish = resolve));
    },
    tell: (message) => messages.push(message),
  });
  const started = performance.now();
  await checkpointing.keep(() => stateAfter(1));
  const waited = performance.now() - started;
  assert.ok(waited > 4000 && waited < 8000, `${waited} ms`);
  assert.equal(checkpointing.wants('step'), false);
  const settled = checkpointing.settled();
  finish(1);
  await settled;
  assert.deepEqual([writes, messages.length], [1, 1]);
});
