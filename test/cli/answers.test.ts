/** What the command line says where something else answers, and where it cannot write: one clear line, a fitting exit code, no stack. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs, { existsSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { findOnPath } from '../../scripts/setup/command.mjs';
import { against } from '../client/scripted-server.ts';
import { publishModel } from '../support/published-model.ts';
import { startService, type TestService } from '../support/service.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/waiting.ts';
import { BIN, commandLine, type Ended } from './command.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
const PLAIN = { bash: ['--norc', '--noprofile'], zsh: ['-f'], fish: ['-N'] };
const WAIT_MS = 30_000;
const PAGE = { status: 200, body: '<title>Log in</title>', headers: { 'content-type': 'text/html' } };

let service: TestService;
let home: string;
let run: ReturnType<typeof commandLine>;

before(
  async () => {
    service = await startService({ environment: { API_KEYS: 'a-longer-key' } });
    await publishModel(service.storage, 'digits', 'one');
    home = await makeTemporaryFolder();
    run = commandLine(home, service.url);
  },
  { timeout: 120_000 },
);

after(() => service?.close());

const KEY = { environment: { EPOCHD_API_KEY: 'a-longer-key' } };

/** One error, perhaps with hints, and no trace of a program. */
function expectError({ code, out, err }: Ended, exitCode: number, message: RegExp): void {
  assert.deepEqual([code, out], [exitCode, ''], err);
  assert.match(err, message);
  assert.equal(err.match(/^error:/gm)?.length, 1, err);
  assert.doesNotMatch(err, /^\s+at |node:internal/m);
}

test('whatever else answers is told in a line', { timeout: 120_000 }, async () => {
  const told = async (answer: Parameters<typeof against>[0][number], words: string[], code: number, line: RegExp) =>
    against([answer], async ({ url }) => expectError(await run.type(['--url', url, ...words]), code, line));
  await told(PAGE, ['jobs'], 1, /HTTP 200, "Log in"/);
  await told({ ...PAGE, status: 502 }, ['watch', 'x'], 3, /HTTP 502/);
  await told({ ...PAGE, status: 404 }, ['train', 'mnist'], 1, /HTTP 404/);
  await told({ status: 200, body: '{"data":[' }, ['models'], 1, /Expected JSON/);
  await told({ status: 200, body: '{}' }, ['jobs'], 1, /should not happen/);
  await told('silence', ['--timeout', '1', 'jobs'], 3, /none within 1000 ms/);
  await against([{ status: 200, body: '{"data":[]}', headers: { 'x-epochd-version': '7.0.0' } }], async ({ url }) => {
    const { code, err } = await run.type(['--url', url, 'models']);
    assert.equal(code, 0);
    assert.match(err, /^note: .*version 7\.0\.0/);
  });
  expectError(await run.type(['jobs']), 1, /EPOCHD_API_KEY/);
});

test('a file that is there, a folder that is not, and a full disk', { timeout: 60_000 }, async () => {
  fs.writeFileSync(path.join(home, 'there.keras'), 'mine');
  const exporting = (file: string, ...more: string[]) => run.type(['export', 'digits', '--output', file, ...more], KEY);
  expectError(await exporting('there.keras'), 2, /--force/);
  assert.equal(fs.readFileSync(path.join(home, 'there.keras'), 'utf8'), 'mine');
  expectError(await exporting('nowhere/x.keras'), 1, /nowhere\/x\.keras/);
  assert.equal((await exporting('there.keras', '--force')).code, 0);
  assert.ok(fs.statSync(path.join(home, 'there.keras')).size > 1000);
  assert.equal((await exporting('.')).code, 0);
  assert.deepEqual(
    fs.readdirSync(home).filter((name) => name.includes('keras')),
    ['digits-1.keras', 'there.keras'],
  );
});

test('a reader that goes and a disk that is full end a command, and neither is a fault', {
  skip: existsSync('/dev/full') ? false : 'there is no /dev/full here',
}, async () => {
  const inShell = (line: string) =>
    new Promise<{ code: number; err: string }>((resolve) => {
      const env = { ...process.env, EPOCHD_URL: service.url, EPOCHD_API_KEY: 'a-longer-key', HOME: home };
      execFile('bash', ['-c', `${line}; exit \${PIPESTATUS[0]}`, process.execPath, BIN], { env }, (error, _, err) =>
        resolve({ code: Number(error?.code ?? 0), err }),
      );
    });
  assert.deepEqual(await inShell('"$0" "$1" export digits -o - | head -c 1 >/dev/null'), { code: 0, err: '' });
  const full = await inShell('"$0" "$1" models > /dev/full');
  assert.equal(full.code, 1);
  assert.match(full.err, /^error: .*ENOSPC.*\n$/);
});

for (const shell of SHELLS) {
  test(`${shell} completes commands, names of the service, versions and files, though it was set up twice`, {
    timeout: 60_000,
    skip: findOnPath(shell) ? false : `no ${shell} on this machine`,
  }, async () => {
    fs.writeFileSync(path.join(home, 'seven.png'), '');
    const setUp = shell === 'fish' ? 'epochd completion fish | source' : `source <(epochd completion ${shell})`;
    const shown = await press(shell, `${setUp}; ${setUp}`, [
      ['epochd prom', 'promote'],
      ['epochd predict dig', 'digits'],
      ['epochd predict digits@', 'digits@1'],
      ['epochd train --network=c', '--network=cnn'],
      ['epochd predict digits sev', 'seven.png'],
    ]);
    assert.doesNotMatch(shown, /readonly|not found|Unknown command/);
  });
}

test('what was typed is not run by completing it, and a service that is away completes nothing', async () => {
  const line = `epochd predict $(touch ${home}/ran) dig`;
  const { code, out } = await run.type(['complete', '--line', '--', line, '@='], KEY);
  assert.deepEqual([code, out, existsSync(path.join(home, 'ran'))], [0, ':files\n', false]);
  const away = await run.type(['--url', 'http://127.0.0.1:9', 'complete', '--', 'predict', 'd']);
  assert.deepEqual(away, { code: 0, out: '', err: '' });
});

/** Types lines into a shell on a terminal, and Tab after each, until its last word is whole. @returns all that was shown. */
async function press(
  shell: (typeof SHELLS)[number],
  setUp: string,
  lines: readonly (readonly [typed: string, whole: string])[],
): Promise<string> {
  const folder = path.join(home, 'bin');
  fs.mkdirSync(folder, { recursive: true });
  const program = `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`;
  fs.writeFileSync(path.join(folder, 'epochd'), program, { mode: 0o755 });
  const env = {
    ...{ PATH: `${folder}:${process.env.PATH}`, HOME: home, TERM: 'xterm', LANG: 'C.UTF-8', PS1: 'ready> ' },
    ...{ EPOCHD_URL: service.url, EPOCHD_API_KEY: 'a-longer-key' },
  };
  const child = spawn('script', ['-qfc', [shell, ...PLAIN[shell], '-i'].join(' '), '/dev/null'], { cwd: home, env });
  let all = '';
  let shown = '';
  // What is drawn may have colours and moves of the cursor between any two characters.
  const plain = () => stripVTControlCharacters(shown).replace(/\p{Cc}+/gu, (text) => (text.includes('\n') ? '\n' : ''));
  child.stdout.on('data', (bytes) => {
    shown += String(bytes);
    all += String(bytes);
  });
  const seen = async (what: string, fits: (text: string) => boolean) => {
    await waitFor(`${shell}: ${what}`, () => fits(plain()), WAIT_MS);
    shown = '';
  };
  try {
    await seen('a prompt', (text) => text.length > 0);
    child.stdin.write(`${setUp}; echo set${'-'}up\n`);
    await seen('the set-up', (text) => /^set-up/m.test(text));
    for (const [typed, whole] of lines) {
      const rest = whole.slice(typed.split(' ').at(-1)?.length ?? 0);
      child.stdin.write(`${typed}\t`);
      await seen(`${typed} as ${whole}`, (text) => text.includes(rest) && !text.endsWith(typed));
      child.stdin.write('\u0015');
    }
    return all;
  } finally {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
}
