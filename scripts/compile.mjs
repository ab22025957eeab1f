// @ts-check
/**
 * The sources as plain JavaScript, for node without tsx: a process of ours starts in half the time. Each folder is compiled
 * into one beside it, `src` into `dist` and `test` into `dist-test`, so that every path relative to the root stays
 * true; files that are no TypeScript are copied. All is compiled each time, which takes less than a second: nothing has to
 * tell whether what is there is of the present sources. Knows nothing of types: `npm run check` looks at those.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
/**
 * A package of hundreds of small files, which cost each process a third of a second when it starts: one file is made of it. All
 * that is imported of it stands here, for half of it from there and half from here would be two packages.
 */
const PACKED = new Map([
  ['typebox', 'index'],
  ['typebox/compile', 'compile'],
  ['typebox/value', 'value'],
]);
const PACKED_FOLDER = 'dist/packed';

/**
 * Where the JavaScript of a source lies.
 * @param {string} source from the project's root: `src/api/main.ts`
 * @returns {string} from the project's root: `dist/api/main.js`
 */
export function compiledPathOf(source) {
  const [folder = '', ...below] = source.split('/');
  const file = below.join('/').replace(/\.ts$/, '.js');
  return path.posix.join(folder === 'src' ? 'dist' : `dist-${folder}`, file);
}

/**
 * Compiles folders. What is right already is not written, and the rest appears whole: others may be running it.
 * @param {readonly string[]} folders from the project's root
 * @returns {Promise<number>} how many sources were compiled
 * @throws esbuild's error, with every place where a source is no TypeScript
 */
export async function compile(folders) {
  const sources = folders.flatMap(filesBelow);
  const programs = sources.filter((source) => source.endsWith('.ts'));
  const wanted = new Map([...(await translate(programs)), ...(await pack())]);
  for (const source of sources) {
    if (!source.endsWith('.ts')) wanted.set(compiledPathOf(source), readFileSync(path.join(ROOT, source)));
  }
  for (const [file, bytes] of wanted) writeIfOther(path.join(ROOT, file), bytes);
  for (const file of folders.flatMap((folder) => filesBelow(compiledPathOf(folder)))) {
    if (!wanted.has(file)) rmSync(path.join(ROOT, file), { force: true });
  }
  return programs.length;
}

/**
 * @param {readonly string[]} sources
 * @returns {Promise<[file: string, bytes: Uint8Array][]>} programs and their source maps
 */
async function translate(sources) {
  // Bundled, though each import is left where it is: that is the way in which esbuild lets imports be renamed.
  return bundle({
    entryPoints: sources.map((source) => ({ in: source, out: compiledPathOf(source).replace(/\.js$/, '') })),
    ...{ outdir: '.', sourcemap: 'linked', sourcesContent: false, packages: 'external' },
    plugins: [{ name: 'imports', setup: (builder) => builder.onResolve({ filter: /^(\.|typebox)/ }, resolve) }],
  });
}

/** @returns {Promise<[file: string, bytes: Uint8Array][]>} packages as few files */
async function pack() {
  const entryPoints = [...PACKED].map(([name, out]) => ({ in: name, out }));
  return bundle({ entryPoints, outdir: PACKED_FOLDER, splitting: true });
}

/**
 * @param {import('esbuild').BuildOptions} options
 * @returns {Promise<[file: string, bytes: Uint8Array][]>} from the project's root
 */
async function bundle(options) {
  const { build } = await import('esbuild');
  const { outputFiles = [] } = await build({
    ...{ absWorkingDir: ROOT, write: false, bundle: true, logLevel: 'silent' },
    ...{ platform: 'node', format: 'esm', target: 'node20' },
    ...options,
  });
  return outputFiles.map(({ path: file, contents }) => [path.relative(ROOT, file), contents]);
}

/**
 * Has an import name the compiled file.
 * @param {import('esbuild').OnResolveArgs} args
 */
function resolve({ path: name, importer, kind }) {
  if (kind === 'entry-point') return undefined;
  const from = path.dirname(compiledPathOf(path.relative(ROOT, importer)));
  const to = path.relative(from, name.startsWith('.') ? compiledImport(importer, name) : packedPathOf(name));
  return { path: to.startsWith('.') ? to : `./${to}`, external: true };
}

/** @param {string} importer @param {string} name */
function compiledImport(importer, name) {
  const target = path.relative(ROOT, path.resolve(path.dirname(importer), name));
  return target.endsWith('.ts') ? compiledPathOf(target) : target;
}

/** @param {string} name @throws Error where the table above lacks one that is used. */
function packedPathOf(name) {
  const file = PACKED.get(name);
  if (!file) throw new Error(`Expected one of ${[...PACKED.keys()].join(', ')}. Received: ${name}.`);
  return path.join(PACKED_FOLDER, `${file}.js`);
}

/** @param {string} file @param {Uint8Array} bytes */
function writeIfOther(file, bytes) {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats?.size === bytes.length && readFileSync(file).equals(bytes)) return;
  const beside = `${file}.${process.pid}`;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(beside, bytes);
  renameSync(beside, file);
}

/** @param {string} folder @returns {string[]} from the project's root */
function filesBelow(folder) {
  const place = path.join(ROOT, folder);
  if (!statSync(place, { throwIfNoEntry: false })) return [];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .sort();
}
