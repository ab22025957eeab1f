/**
 * Jobs whose service is killed around them at random, compared with one that was left alone: the weights to the byte, the
 * history, the events as a client saw them that came back after each break.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isLater } from '../../src/queue/event-log.ts';
import type { Job, JobEvent } from '../../src/queue/index.ts';
import type { RandomStream } from '../../src/random.ts';
import { createRegistry } from '../../src/registry/index.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { isEnd, type JobEnding, untilEnded } from './endings.ts';
import type { ProcessService } from './processes.ts';
import type { Victims } from './victims.ts';

export interface CrashOptions {
  readonly service: ProcessService;
  readonly victims: Victims;
  readonly random: RandomStream;
  readonly request: { readonly model: string; readonly [field: string]: unknown };
  /** Before each blow at most. */
  readonly pauseMs: number;
  /** How often at most one job is hit. */
  readonly blows: number;
  /** Is told of each checkpoint: a budget of trainers may depend on it. */
  progressed?(checkpoint: JobEvent['data']): void;
}

/** The job that nobody disturbs. */
export async function runUndisturbed({ victims, request }: CrashOptions): Promise<JobEnding> {
  const { id } = await victims.client().submit(request);
  return untilEnded(victims.client, id);
}

/** Runs one job and hits it until it has ended, or often enough. @returns its end, and how often it was hit. */
export async function runDisturbed(options: CrashOptions): Promise<JobEnding & { readonly hits: number }> {
  const { victims, random, request, pauseMs, blows } = options;
  const { id } = await victims.client().submit(request);
  let ended: JobEnding | undefined;
  const ending = untilEnded(victims.client, id, options.progressed).then((end) => (ended = end));
  let hits = 0;
  for (; hits < blows; hits++) {
    await sleep(random.below(pauseMs));
    if (ended) break;
    await victims.blow();
  }
  return { ...(await ending), hits };
}

/** @throws AssertionError where a job that was hit is not to the byte what the other is. */
export async function assertSame(service: ProcessService, expected: JobEnding, received: JobEnding): Promise<void> {
  const [one, other] = [await learntBy(service, expected.job), await learntBy(service, received.job)];
  assert.ok(one.bytes.length > 0 && one.bytes.equals(other.bytes), 'the weights are the same bytes');
  assert.deepEqual(other.figures, one.figures);
  assertSeen(received);
}

/**
 * Nothing came twice, nothing that the service has was left out, and one event tells of the end. A Redis that is killed while its disk
 * is busy may lose what it had told already (`appendfsync everysec` puts writes off then): those were seen, and are not kept.
 */
export function assertSeen({ job, seen, kept }: JobEnding): void {
  for (const [index, id] of seen.entries())
    if (index > 0) assert.ok(isLater(id, seen[index - 1] as string), `${id} after ${seen[index - 1]}`);
  const all = new Set(seen);
  assert.deepEqual(
    kept.filter(({ id }) => !all.has(id)),
    [],
  );
  assert.equal(kept.filter(isEnd).length, 1, `${job.id} ends once`);
}

async function learntBy(service: ProcessService, { id, model, version, status, error }: Job) {
  assert.deepEqual([status, error], ['succeeded', null]);
  const registry = createRegistry(await openFileStorage(path.join(service.dataDir, 'storage')));
  const manifest = version && (await registry.manifest(version));
  assert.ok(manifest && model !== null);
  assert.equal(manifest.lineage.job, id);
  const ofJob = (await registry.versions(model)).map((number) => registry.manifest({ model, version: number }));
  assert.equal((await Promise.all(ofJob)).filter((each) => each?.lineage.job === id).length, 1, 'exactly one version');
  const bytes = await fs.readFile(path.join(service.dataDir, 'storage', 'models', model, 'weights', `${id}.bin`));
  const history = manifest.history.map(({ seconds: _, ...figures }) => figures);
  return { bytes, figures: { history, evaluation: manifest.evaluation, digest: manifest.weightsDigest } };
}
