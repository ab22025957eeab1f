/**
 * `npm run example -- NAME`: runs one example against the service at EPOCHD_URL. `files FOLDER` writes the files of all of
 * them instead, as docs/data.md uses them. What an example does is its own file's business.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeArm } from './make/arrays.ts';
import { makeGestures, makeTemperatures } from './make/series.ts';
import { makeShapes } from './make/shapes.ts';
import { makeSounds } from './make/sounds.ts';

const HERE = import.meta.dirname;

/** By their files, with what each shows. */
const EXAMPLES: Readonly<Record<string, string>> = {
  'customers.sh': 'a table with classes',
  'houses.sh': 'a table with a number to learn',
  'pictures.ts': 'a ZIP of pictures',
  'gestures.ts': 'sequences with classes',
  'forecast.ts': 'a forecast of the next hours',
  'reviews.sh': 'texts',
  'sounds.ts': 'a ZIP of recordings',
  'tensors.ts': "NumPy's arrays",
  'public.sh': 'a public table, by a path or a URL',
};

const [name, ...args] = process.argv.slice(2);
const file = Object.keys(EXAMPLES).find((each) => path.parse(each).name === name);
if (name === 'files') await writeFiles(args[0] ?? 'example-files');
else if (file?.endsWith('.ts')) await import(new URL(`${name}.js`, import.meta.url).href).catch(fail);
else if (file) process.exitCode = await runShell(file, args);
else explain();

function explain(): void {
  const lines = Object.entries(EXAMPLES).map(([each, what]) => `  ${path.parse(each).name.padEnd(11)} ${what}`);
  console.error(`npm run example -- NAME\n${lines.join('\n')}\n  files       writes the files of all, to look at them`);
  process.exitCode = 1;
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** In this folder, with paths as they are meant from where the command was given. @returns its exit code. */
function runShell(script: string, given: readonly string[]): Promise<number> {
  const paths = given.map((each) => {
    const place = path.resolve(process.env['INIT_CWD'] ?? '.', each);
    return existsSync(place) ? place : each;
  });
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-eu', script, ...paths], { cwd: HERE, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function writeFiles(folder: string): Promise<void> {
  const [shapes, sounds, gestures, temperatures, arm] = [
    await makeShapes(),
    ...[makeSounds(), makeGestures(), makeTemperatures(6), makeArm()],
  ] as const;
  const files = {
    ...{ 'shapes.zip': shapes.archive, 'circle.png': shapes.unseen.circle },
    ...{ 'sounds.zip': sounds.archive, 'whistle.wav': sounds.unseen.whistle },
    ...{ 'gestures.csv': gestures.csv, 'circle.csv': gestures.unseen.circle },
    ...{ 'temperatures.csv': temperatures.csv, 'yesterday.csv': temperatures.recent },
    ...{ 'inputs.npy': arm.inputs, 'labels.npy': arm.labels },
  };
  await mkdir(folder, { recursive: true });
  await cp(path.join(HERE, 'data'), folder, { recursive: true, filter: (each) => !each.endsWith('.py') });
  for (const [each, content] of Object.entries(files)) await writeFile(path.join(folder, each), content);
}
