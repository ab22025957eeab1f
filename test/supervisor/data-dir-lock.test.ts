/** One service for one data folder. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { lockDataDir } from '../../src/supervisor/data-dir-lock.ts';
import { runScript, temporaryFolder, until } from './processes.ts';

test('a second service on the same data folder is refused, and told which process has it', (context) => {
  const dataDir = temporaryFolder(context);
  const unlock = lockDataDir(dataDir);
  assert.throws(() => lockDataDir(dataDir), new RegExp(`process ${process.pid}\\) is running on ${dataDir}.*DATA_DIR`));
  unlock();
  lockDataDir(dataDir)();
  assert.ok(!existsSync(path.join(dataDir, 'service.lock')));
});

test('the lock of a service that was killed is taken over', async (context) => {
  const dataDir = temporaryFolder(context);
  const killed = runScript(
    context,
    `
    import { lockDataDir } from 'SRC/supervisor/data-dir-lock.ts';
    lockDataDir(${JSON.stringify(dataDir)});
    console.log('locked');
    setInterval(() => undefined, 1000);`,
  );
  await until(() => killed.output().includes('locked'), 'the folder is locked');
  assert.throws(() => lockDataDir(dataDir), new RegExp(`process ${killed.child.pid}`));
  killed.child.kill('SIGKILL');
  await killed.ended;
  lockDataDir(dataDir)();
});

test('a lock whose pid now belongs to another process is taken over', (context) => {
  const dataDir = temporaryFolder(context);
  const unlock = lockDataDir(dataDir);
  const file = path.join(dataDir, 'service.lock');
  writeFileSync(
    file,
    JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), birth: 'long ago', nonce: 'another' }),
  );
  lockDataDir(dataDir);
  unlock();
});
