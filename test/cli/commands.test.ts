/** The command line with a real service: from a file to a served model, on a terminal and in scripts, and when things go wrong. */
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type OwnData, startOwnData } from '../support/own-data.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { commandLine } from './command.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../examples/data');
const ROW = { age: 30, plan: 'basic', city: 'Bari', minutes: null, since: '2024-05-01', support_calls: 7 };
const FEW = ['--network', 'auto', '--epochs', '3', '--seed', '7'];

let service: OwnData;
let home: string;
let run: ReturnType<typeof commandLine>;

before(
  async () => {
    service = await startOwnData();
    home = await makeTemporaryFolder();
    run = commandLine(home, `http://127.0.0.1:${new URL(service.client.url).port}`);
  },
  { timeout: 240_000 },
);

after(() => service?.close());

const lines = (text: string) => text.trim().split('\n');
const done = async (...words: string[]) => {
  const ended = await run.type(words);
  assert.equal(ended.code, 0, `${words.join(' ')}\n${ended.out}${ended.err}`);
  return ended.out;
};

test('a file is uploaded, learnt from, watched and asked', { timeout: 240_000 }, async () => {
  const plan = await done('train', 'mnist', '--network', 'cnn', '--dry-run');
  assert.match(plan, /conv2d/);
  const watched = await run.type(['train', path.join(EXAMPLES, 'customers.csv'), ...FEW, '--watch']);
  assert.equal(watched.code, 0, watched.err);
  assert.match(watched.out, /epoch 3/i);
  assert.match(await done('models'), /customers/);
  assert.match(await done('datasets'), /customers .*ready/);
  const answer = JSON.parse(await done('predict', 'customers', '--instance', JSON.stringify(ROW), '--json'));
  assert.equal(answer.version, 1);
  assert.equal(answer.predictions[0].length, 2);
  assert.match(await done('explain', 'customers', '--instance', JSON.stringify(ROW)), /age/);
  const [job] = lines(await done('jobs', '--json', '--limit', '1')).map((line) => JSON.parse(line));
  assert.deepEqual([job.kind, job.status], ['train', 'succeeded']);
  assert.match(await done('job', job.id), /succeeded/);
});

test('a version is promoted, exported, imported elsewhere and removed', async () => {
  await done('promote', 'customers@1', '--reason', 'the first');
  assert.match(await done('model', 'customers'), /production/);
  const file = path.join(home, 'customers.keras');
  await done('export', 'customers@production', '--format', 'keras', '--output', file);
  assert.ok((await fs.stat(file)).size > 1000);
  assert.equal((await done('import', 'copy', file)).trim(), 'copy@1');
  const refused = await run.type(['remove-version', 'customers@1']);
  assert.deepEqual([refused.code, refused.out], [1, '']);
  assert.match(refused.err, /production/);
  await done('remove-version', 'copy@1');
});

test('a version is measured, asked for a whole dataset, tried out beside another, and watched', {
  timeout: 240_000,
}, async () => {
  assert.match(await done('evaluate', 'customers', 'customers', '--watch'), /evaluated on .*accuracy/);
  const file = path.join(home, 'answers.csv');
  await done('batch-predict', 'customers', 'customers', '--format', 'csv', '--output', file);
  assert.match(await fs.readFile(file, 'utf8'), /^row,.*prediction\.label/);
  const rates = ['--space', 'training.optimizer.learningRate=0.001,0.01'];
  await done('sweep', 'customers', '--network', 'mlp', '--epochs', '1', ...rates, '--watch');
  assert.match(await done('trials', 'latest'), /learningRate\n(.*\n)*.*0\.01/);
  await done('promote', 'customers@2', '--canary', '0.1', '--reason', 'a try');
  assert.match(await done('aliases', 'customers'), /production +1 +10\.0 % to version 2/);
  assert.match(await done('history', 'customers'), /a try/);
  assert.match(await done('rollback', 'customers'), /is version 1$/m);
  await done('gate', 'customers', '--dataset', 'customers', '--margin', '0.1');
  assert.match(await done('gate', 'customers'), /better by 0\.1/);
  await done('gate', 'customers', '--remove');
  assert.match(await done('drift', 'customers@1'), /^customers@1 /);
});

test('on a terminal a training is drawn, and Ctrl-C leaves it alone', { timeout: 120_000 }, async () => {
  const words = ['train', 'customers', '--network', 'auto', '--epochs', '10000', '--watch'];
  let typed = false;
  const { code, out } = await run.typeOnTerminal(words, (shown) => {
    if (typed || !/loss/.test(shown)) return '';
    typed = true;
    return '\x03';
  });
  assert.equal(code, 130, out);
  assert.match(out, /goes on without being watched/);
  const id = /watch ([0-9a-f-]{36})/.exec(out)?.[1] ?? '';
  assert.equal((await service.client.job(id)).status, 'running');
  await done('cancel', id);
  const ended = await run.type(['watch', id]);
  assert.deepEqual([ended.code, (await service.client.job(id)).status], [1, 'cancelled']);
});

test('what is wrong is told with where, and by the exit code', async () => {
  const layer = await run.type(['train', 'customers', '--set', 'network={"layers":[{"type":"dense","units":-1}]}']);
  assert.equal(layer.code, 1);
  assert.match(layer.err, /units/);
  assert.equal((await run.type(['train', 'nowhere'])).code, 2, 'neither a dataset nor a file');
  assert.equal((await run.type(['train', 'customers', '--epochs', 'many'])).code, 2);
  assert.equal((await run.type(['nonsense'])).code, 2);
  const away = await run.type(['--url', 'http://127.0.0.1:9', 'jobs', '--json']);
  assert.deepEqual([away.code, away.out], [3, '']);
  assert.match(away.err, /^\{/);
});

test('profiles are kept for this user alone, with keys from stdin', async () => {
  const { code } = await run.type(['profile', 'add', 'here', service.client.url, '--key-stdin'], { input: 'a-key\n' });
  assert.equal(code, 0);
  const folder = path.join(home, '.config/epochd');
  const [name = ''] = await fs.readdir(folder);
  assert.equal((await fs.stat(path.join(folder, name))).mode & 0o777, 0o600);
  const [profile] = lines(await done('profile', 'list', '--json')).map((line) => JSON.parse(line));
  assert.deepEqual([profile.name, profile.key, profile.used], ['here', true, true]);
  assert.match(await done('--profile', 'here', 'models'), /customers/);
  await done('profile', 'remove', 'here');
});

test('doctor looks at the machine and the service; shells are told what to complete', { timeout: 60_000 }, async () => {
  const { out } = await run.type(['doctor', '--json']);
  const findings = lines(out).map((line) => JSON.parse(line));
  assert.ok(findings.length >= 6, out);
  assert.ok(
    findings.every(({ state }) => ['fine', 'warning', 'failed'].includes(state)),
    out,
  );
  for (const shell of ['bash', 'zsh', 'fish']) assert.match(await done('completion', shell), /epochd/);
});
