/** Checkpoints in a store: what is found again, what is refused, what is kept, and what a store that refuses leaves. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, test } from 'node:test';
import { decodeCheckpoint, encodeCheckpoint } from '../src/models/checkpoint.ts';
import type { JobSpecification } from '../src/models/specification/index.ts';
import type { TrainingState } from '../src/models/training-state.ts';
import { type Checkpoints, createCheckpoints } from '../src/registry/checkpoints.ts';
import { openFileStorage, type Storage } from '../src/storage/index.ts';
import { makeTemporaryFolder } from './support/temporary-folder.ts';

const JOB = '0199f3a0-0000-7000-8000-000000000000';
const FOLDER = `jobs/${JOB}/checkpoints`;
const specification = { model: 'm', dataset: 'd', training: { seed: 7, epochs: 2 } } as unknown as JobSpecification;
const OWNER = { job: JOB, specification };

/** With every number that JSON does not know. */
function stateAfter(steps: number): TrainingState {
  return {
    ...{ steps, epoch: 2, step: 3, seconds: 1.5, epochSeconds: 0.1 + 0.2 },
    history: [{ epoch: 1, loss: 1 / 3, seconds: 1 }],
    variables: [Float32Array.of(0.1, -0, Number.NaN), new Float32Array(), Float32Array.of(steps)],
    sums: Float64Array.of(1 / 3, 2 ** 53),
    rate: Float64Array.of(),
    stopping: Float64Array.of(Number.POSITIVE_INFINITY, 0, 0, 0),
    bestWeights: [Float32Array.of(5)],
  };
}

let storage: Storage;
let root: string;
let checkpoints: Checkpoints;
beforeEach(async () => {
  root = await makeTemporaryFolder();
  storage = await openFileStorage(root);
  checkpoints = createCheckpoints(storage);
});
/** Puts something in a file's place whose reading the kernel refuses: the memory of this process from its first byte (EIO). */
async function makeUnreadable(file: string): Promise<void> {
  await fs.rm(file);
  await fs.symlink(process.platform === 'linux' ? '/proc/self/mem' : file, file);
}
const files = () => storage.list(FOLDER);

describe('a checkpoint', () => {
  test('is found again to the bit, whatever the numbers are', async () => {
    const bytes = await checkpoints.write(stateAfter(9), OWNER, 1);
    assert.deepEqual(await checkpoints.newest(OWNER), { state: stateAfter(9), refusals: [] });
    assert.equal((await storage.get(`${FOLDER}/${(await files())[0]}`))?.length, bytes);
  });

  test('is of the job as it was ordered, in whichever order its fields come', async () => {
    const bytes = encodeCheckpoint(stateAfter(1), OWNER);
    const turned = { training: { epochs: 2, seed: 7 }, dataset: 'd', model: 'm' } as unknown as JobSpecification;
    assert.ok('state' in decodeCheckpoint(bytes, { job: JOB, specification: turned }));
    const other = { ...specification, model: 'another' };
    assert.deepEqual(decodeCheckpoint(bytes, { job: JOB, specification: other }), {
      refusal: 'the job was another when it was left',
    });
    assert.deepEqual(decodeCheckpoint(bytes, { ...OWNER, job: 'x' }), { refusal: 'it is of another job' });
  });

  test('is refused where a byte is missing or is another one, wherever', () => {
    const bytes = encodeCheckpoint(stateAfter(1), OWNER);
    for (let length = 0; length < bytes.length; length++) {
      assert.ok('refusal' in decodeCheckpoint(bytes.subarray(0, length), OWNER), `${length} bytes`);
      const changed = Buffer.from(bytes);
      changed[length] = (changed[length] ?? 0) ^ 1;
      assert.ok('refusal' in decodeCheckpoint(changed, OWNER), `another byte ${length}`);
    }
    assert.ok('refusal' in decodeCheckpoint(Buffer.concat([bytes, Buffer.alloc(1)]), OWNER));
  });
});

describe('of several checkpoints', () => {
  test('the two with the most steps are kept, whichever attempt left them, and the newest is found', async () => {
    for (const [steps, attempt] of [
      [10, 1],
      [9, 2],
      [100, 1],
      [20, 2],
    ] as const)
      await checkpoints.write(stateAfter(steps), OWNER, attempt);
    assert.deepEqual(await files(), ['000000000000020-2.bin', '000000000000100-1.bin']);
    assert.equal((await checkpoints.newest(OWNER)).state?.steps, 100);
  });

  test('a damaged one is told and removed, and the one before is found', async () => {
    await checkpoints.write(stateAfter(10), OWNER, 1);
    await checkpoints.write(stateAfter(20), OWNER, 1);
    await fs.truncate(path.join(root, FOLDER, '000000000000020-1.bin'), 100);
    const { state, refusals } = await checkpoints.newest(OWNER);
    assert.deepEqual([state?.steps, refusals], [10, ['it is damaged']]);
    await checkpoints.write(stateAfter(15), OWNER, 2);
    assert.deepEqual(await files(), ['000000000000010-1.bin', '000000000000015-2.bin']);
  });

  test('one that the disk does not give is told, the one before is found, and it goes with the next that is written', async () => {
    await checkpoints.write(stateAfter(10), OWNER, 1);
    await checkpoints.write(stateAfter(20), OWNER, 1);
    await makeUnreadable(path.join(root, FOLDER, '000000000000020-1.bin'));
    const { state, refusals } = await checkpoints.newest(OWNER);
    assert.equal(state?.steps, 10);
    assert.match(refusals.join(), /^Could not read jobs\/.*20-1\.bin: E(IO|LOOP): .*[^.]$/);
    assert.deepEqual(await files(), ['000000000000010-1.bin', '000000000000020-1.bin']);
    await checkpoints.write(stateAfter(15), OWNER, 2);
    assert.deepEqual(await files(), ['000000000000010-1.bin', '000000000000015-2.bin']);
    assert.equal((await checkpoints.newest(OWNER)).state?.steps, 15);
  });

  test('where the disk gives none of them for seconds, the job begins anew; one that it gives again is found', async () => {
    await checkpoints.write(stateAfter(10), OWNER, 1);
    const file = path.join(root, FOLDER, '000000000000010-1.bin');
    await fs.copyFile(file, path.join(root, 'whole'));
    await makeUnreadable(file);
    const finding = checkpoints.newest(OWNER);
    await fs.rename(path.join(root, 'whole'), file);
    assert.equal((await finding).state?.steps, 10);
    await makeUnreadable(file);
    const { state, refusals } = await checkpoints.newest(OWNER);
    assert.deepEqual([state, refusals.length], [undefined, 1]);
  });

  test('none is left once they are removed, and none of another job is touched', async () => {
    await checkpoints.write(stateAfter(10), OWNER, 1);
    await checkpoints.write(stateAfter(10), { ...OWNER, job: 'other' }, 1);
    await storage.put(`jobs/${JOB}/job.json`, '{}');
    await checkpoints.removeAll(JOB);
    await checkpoints.removeAll(JOB);
    assert.deepEqual(await checkpoints.newest(OWNER), { state: undefined, refusals: [] });
    assert.deepEqual(await storage.list('jobs/other/checkpoints'), ['000000000000010-1.bin']);
    assert.deepEqual(await storage.list(`jobs/${JOB}`), ['job.json']);
  });
});
