/** docs/webhooks.md is true: its receiver verifies what the service sends, and its commands work as they stand. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { WEBHOOK_EVENTS } from '../src/models/specification/index.ts';
import { RETRY_DELAYS_MS } from '../src/webhooks/schedule.ts';
import { blockAfter, shellBlocks } from './support/markdown.ts';
import { type ProcessService, startProcesses } from './support/processes.ts';
import { startReceiver } from './support/receiver.ts';
import { makeTemporaryFolder } from './support/temporary-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const PAGE = await fs.readFile(path.join(ROOT, 'docs/webhooks.md'), 'utf8');

let service: ProcessService;

before(
  async () => {
    service = await startProcesses({ WEBHOOK_PRIVATE_HOSTS: 'localhost', TINY_TRAINER: 'yes', LOG_LEVEL: 'info' });
    await service.startWorker('test/support/tiny-worker.ts');
  },
  { timeout: 90_000 },
);

after(() => service?.close());

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const receiver = await startReceiver();
  await receiver.close();
  return receiver.port;
}

test('the receiver of the page takes a test and the events of a job, by the commands of the page', {
  timeout: 120_000,
}, async () => {
  const port = String(await freePort());
  const here = (text: string): string =>
    text.replaceAll('localhost:3000', new URL(service.client.url).host).replaceAll('8080', port);
  const folder = await makeTemporaryFolder();
  await fs.symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  await fs.writeFile(path.join(folder, 'receiver.mjs'), here(blockAfter(PAGE, '## A receiver')));
  const blocks = shellBlocks(PAGE).map(({ text }) => here(text));
  assert.equal(blocks.length, 3);
  // What the page gives a second may take longer here.
  const taken = `until curl -s ${service.client.url}$JOB/deliveries | grep -q 'job.succeeded.*"delivered"'; do sleep 0.1; done`;
  const script = ['trap "kill %1" EXIT', ...blocks].join('\n').replace('sleep 1\n', `${taken}\n`);
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    ...{ cwd: folder, timeout: 100_000 },
  });
  assert.match(stdout, /^webhook\.test undefined undefined$/m);
  assert.match(stdout, /\{"delivered":true,"status":204,"error":null,"durationMs":\d+\}/);
  assert.match(stdout, /job\.started [0-9a-f-]{36} running\n/);
  assert.match(stdout, /job\.succeeded [0-9a-f-]{36} succeeded\n/);
  const { data } = JSON.parse(/^\{"data":.*\}$/m.exec(stdout)?.[0] ?? '{}');
  assert.deepEqual(
    data.map(({ event, state }: { event: string; state: string }) => [event, state]),
    [
      ['job.started', 'delivered'],
      ['job.succeeded', 'delivered'],
    ],
  );
});

test('the page names every event, and the pauses of the schedule', () => {
  for (const event of WEBHOOK_EVENTS) assert.ok(PAGE.includes(`\`${event}\``), event);
  const named = [5, 5 * 60, 30 * 60, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * 3600)];
  assert.match(PAGE, /after 5 seconds, 5 and 30 minutes, 2, 5, 10, 14, 20 and 24 hours/);
  assert.deepEqual(
    RETRY_DELAYS_MS,
    named.map((seconds) => seconds * 1000),
  );
});
