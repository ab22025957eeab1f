// @ts-check
/**
 * The dashboard as a browser gets it: one script and one sheet, named by what they hold; and the client as one module, for whoever
 * has nothing of the service but its address. Made anew when their sources changed.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { recipeHash } from './recipe.mjs';
import { SetupError } from './setup-error.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SOURCES = ['dashboard', 'client'];
const TARGET = path.join(ROOT, 'node_modules/.epochd/dashboard');
const RECIPE = 'recipe.txt';
/** The oldest that are thought of: sheets are written for newer ones, and made to fit. */
const BROWSERS = ['es2022', 'chrome111', 'firefox115', 'safari16.4'];

/** Whether what is there was made of the present sources, if there are any: an image is built in stages. */
export function isDashboardBuilt() {
  if (!existsSync(path.join(ROOT, 'dashboard'))) return true;
  const recipe = path.join(TARGET, RECIPE);
  return existsSync(recipe) && readFileSync(recipe, 'utf8') === recipeOf();
}

/**
 * @returns {Promise<string>} what was done
 * @throws {SetupError} with what is wrong in the sources
 */
export async function buildDashboard() {
  const beside = `${TARGET}.${process.pid}`;
  try {
    const bytes = await bundle(beside);
    writeFileSync(path.join(beside, RECIPE), recipeOf());
    rmSync(TARGET, { recursive: true, force: true });
    mkdirSync(path.dirname(TARGET), { recursive: true });
    renameSync(beside, TARGET);
    return `esbuild, ${Math.round(bytes / 1000)} kB`;
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

/** @param {string} folder @returns {Promise<number>} bytes of what a browser loads first */
async function bundle(folder) {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [path.join(ROOT, 'dashboard/main.tsx')],
    ...{ bundle: true, minify: true, format: 'esm', target: BROWSERS, splitting: true, metafile: true },
    ...{ outdir: folder, entryNames: '[name]-[hash]', chunkNames: '[name]-[hash]', absWorkingDir: ROOT },
    ...{ jsx: 'automatic', jsxImportSource: 'preact', logLevel: 'silent' },
  }).catch(refuse);
  await build({
    entryPoints: [path.join(ROOT, 'client/index.ts')],
    ...{ bundle: true, minify: true, format: 'esm', target: BROWSERS },
    ...{ outfile: path.join(folder, 'client.mjs'), absWorkingDir: ROOT, logLevel: 'silent' },
  }).catch(refuse);
  const names = Object.keys(result.metafile.outputs).map((name) => path.basename(name));
  let page = readFileSync(path.join(ROOT, 'dashboard/index.html'), 'utf8');
  for (const extension of ['js', 'css']) {
    const name = names.find((each) => new RegExp(`^main-[A-Z0-9]+\\.${extension}$`).test(each));
    page = page.replace(`"main.${extension}"`, `"/assets/${name}"`);
  }
  writeFileSync(path.join(folder, 'index.html'), page);
  writeFileSync(path.join(folder, 'icon.svg'), readFileSync(path.join(ROOT, 'dashboard/icon.svg')));
  return Object.values(result.metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** @param {Error} error @returns {never} */
function refuse(error) {
  throw new SetupError(`The dashboard could not be built:\n${error.message}`);
}

function recipeOf() {
  const files = SOURCES.flatMap((folder) => filesBelow(path.join(ROOT, folder)));
  const lockfile = readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8');
  return recipeHash(lockfile, ...files.map((file) => [path.relative(ROOT, file), readFileSync(file, 'utf8')]));
}

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
