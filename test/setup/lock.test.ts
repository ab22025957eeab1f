/** The lock between set-ups, with real processes. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { withLock } from '../../scripts/setup/lock.mjs';
import { thisProcess } from '../../scripts/setup/process-identity.mjs';

const MODULE = new URL('../../scripts/setup/lock.mjs', import.meta.url).href;

function lockFile(context: TestContext): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'epochd-lock-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'deep', 'lock');
}

test('the work of several processes does not overlap', async (context) => {
  const file = lockFile(context);
  const diary = `${path.dirname(path.dirname(file))}/diary`;
  const script = `
    import { appendFileSync } from 'node:fs';
    import { withLock } from ${JSON.stringify(MODULE)};
    await withLock(${JSON.stringify(file)}, async () => {
      appendFileSync(${JSON.stringify(diary)}, 'in ');
      await new Promise((resolve) => setTimeout(resolve, 50));
      appendFileSync(${JSON.stringify(diary)}, 'out ');
    });`;
  const codes = await Promise.all(Array.from({ length: 4 }, () => runModule(script)));
  assert.deepEqual(codes, [0, 0, 0, 0]);
  assert.equal(readFileSync(diary, 'utf8'), 'in out '.repeat(4));
  assert.ok(!existsSync(file));
});

test('the lock of a dead process is taken over without waiting', async (context) => {
  const file = lockFile(context);
  await runModule(`
    import { withLock } from ${JSON.stringify(MODULE)};
    await withLock(${JSON.stringify(file)}, async () => process.kill(process.pid, 'SIGKILL'));`);
  assert.ok(existsSync(file));
  let waited = false;
  await withLock(file, async () => undefined, { onWait: () => (waited = true) });
  assert.equal(waited, false);
});

test('the lock of a process whose pid now belongs to another is taken over', async (context) => {
  const file = lockFile(context);
  await withLock(file, async () => undefined);
  writeFileSync(file, JSON.stringify({ ...thisProcess(), birth: 'long ago', nonce: 'old' }));
  assert.equal(await withLock(file, async () => 'done'), 'done');
});

test('a damaged lock is taken over', async (context) => {
  const file = lockFile(context);
  await withLock(file, async () => undefined);
  writeFileSync(file, '');
  assert.equal(await withLock(file, async () => 'done'), 'done');
});

test('a wait for the lock has an end, and its error names the owner', async (context) => {
  const file = lockFile(context);
  await withLock(file, async () => {
    const second = withLock(file, async () => undefined, { waitMsMax: 300 });
    await assert.rejects(second, new RegExp(`process ${process.pid} `));
  });
});

test('the lock is given back when the work throws', async (context) => {
  const file = lockFile(context);
  await assert.rejects(
    withLock(file, async () => Promise.reject(new Error('work failed'))),
    /work failed/,
  );
  assert.ok(!existsSync(file));
});

function runModule(script: string): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit', timeout: 20_000 });
    child.once('close', resolve);
  });
}
