/** What `npm test` and `npm run build` run is what the sources say now. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { compile, compiledPathOf } from '../../scripts/compile.mjs';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FOLDERS = ['src', 'test'];

/** A project with these files, and the packages of this one. */
async function makeProject(files: Readonly<Record<string, string>>) {
  const root = await makeTemporaryFolder();
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  write('package.json', '{ "type": "module" }');
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'));
  const run = (file: string): string =>
    execFileSync(process.execPath, ['--enable-source-maps', compiledPathOf(file)], {
      ...{ cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    });
  return { root, write, run };
}

const FILES = {
  'src/deep/word.ts': "export const word: string = 'old';\nexport const here: string = import.meta.dirname;\n",
  'src/shape.ts': "import Type from 'typebox';\nexport const shape = Type.String();\n",
  'test/data/letters.json': '["a"]',
  'test/deep/main.ts': [
    "import { readFileSync } from 'node:fs';",
    "import { Value } from 'typebox/value';",
    "import { word, here } from '../../src/deep/word.ts';",
    "import { shape } from '../../src/shape.ts';",
    "const letters = readFileSync(new URL('../data/letters.json', import.meta.url), 'utf8');",
    'console.log(word, Value.Check(shape, word), letters, here.split(/[/]/).slice(-2).join());',
  ].join('\n'),
};

test('folders are compiled beside themselves, find each other and their files, and packages are one for all', async () => {
  const { root, run } = await makeProject(FILES);
  assert.equal(await compile(FOLDERS, root), 3);
  assert.equal(run('test/deep/main.ts'), 'old true ["a"] dist,deep\n');
  assert.equal(compiledPathOf('scripts/client/schema.ts'), 'dist-scripts/client/schema.js');
});

test('a changed source is seen, a removed one is gone, and what is right is left alone', async () => {
  const { root, write, run } = await makeProject(FILES);
  await compile(FOLDERS, root);
  const untouched = () => statSync(path.join(root, 'dist/shape.js')).mtimeMs;
  const before = untouched();
  // Of the same length, and in the same instant as far as a file's time tells.
  write('src/deep/word.ts', FILES['src/deep/word.ts'].replace('old', 'new'));
  rmSync(path.join(root, 'test/data/letters.json'));
  await compile(FOLDERS, root);
  assert.ok(!existsSync(path.join(root, 'dist-test/data/letters.json')));
  assert.equal(untouched(), before);
  write('test/data/letters.json', '[]');
  await Promise.all([compile(FOLDERS, root), compile(FOLDERS, root)]);
  assert.equal(run('test/deep/main.ts'), 'new true [] dist,deep\n');
  const names = readdirSync(path.join(root, 'dist-test'), { recursive: true, encoding: 'utf8' });
  assert.deepEqual(
    names.filter((name) => /\.\d+$/.test(name)),
    [],
  );
});

test('an error tells the line of its source; a source that is none is refused with its place', async () => {
  const { root, write, run } = await makeProject({
    'src/thrower.ts': "interface Gone {\n  a: 1;\n}\n\nconst one: Gone['a'] = 1;\nthrow new Error(String(one));\n",
  });
  await compile(['src'], root);
  assert.throws(() => run('src/thrower.ts'), /src\/thrower\.ts:6/);
  write('src/thrower.ts', 'const = 1;');
  await assert.rejects(() => compile(['src'], root), /src\/thrower\.ts:1:6/);
});
