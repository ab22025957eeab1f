// @ts-check
/**
 * The native addons and the links by which they are found: tfjs-node's, from the C++ in its npm package, and the engine's
 * own, compiled against TensorFlow's libraries; and the one that reads numbers. Knows nothing of where the libraries come from.
 * All speak Node-API 8 only, so one binary serves every Node.
 */
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { findEntry, provideEntry } from './cache.mjs';
import { CommandError, findOnPath, run } from './command.mjs';
import { linkTo } from './link.mjs';
import { PLATFORM, TENSORFLOW_LIBRARIES } from './pins.mjs';
import { recipeHash } from './recipe.mjs';
import { SetupError } from './setup-error.mjs';

const MODULES = path.resolve(import.meta.dirname, '../../node_modules');
const TFJS = path.join(MODULES, '@tensorflow/tfjs-node');
const ENGINE = path.resolve(import.meta.dirname, '../../src/engine/native');
const PREDICTION = path.resolve(import.meta.dirname, '../../src/prediction/native');
const NODE_API_HEADERS = path.join(MODULES, 'node-api-headers');
const FLAGS = ['-std=c++17', '-O3', '-pthread', '-fPIC', '-shared', '-DNAPI_VERSION=8'];

/**
 * @typedef {object} Addon
 * @property {string} name of the cache's entry, and for whoever waits for it
 * @property {string} binary
 * @property {string} link
 * @property {string} folder of its sources and headers
 * @property {() => string[]} sources what is compiled
 * @property {boolean} usesTensorflow
 */

/** @type {readonly Addon[]} */
const ADDONS = [
  {
    name: 'tfjs-addon',
    binary: 'tfjs_binding.node',
    link: path.join(TFJS, 'lib/napi-v8/tfjs_binding.node'),
    folder: path.join(TFJS, 'binding'),
    sources: () => ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => path.join(TFJS, 'binding', file)),
    usesTensorflow: true,
  },
  {
    name: 'engine-addon',
    binary: 'engine.node',
    link: path.join(MODULES, '.epochd/engine.node'),
    folder: ENGINE,
    sources: () => filesOf(ENGINE).filter((file) => file.endsWith('.cc')),
    usesTensorflow: true,
  },
  {
    name: 'numbers-addon',
    binary: 'numbers.node',
    link: path.join(MODULES, '.epochd/numbers.node'),
    folder: PREDICTION,
    sources: () => filesOf(PREDICTION),
    usesTensorflow: false,
  },
];
const COMPILERS = ['c++', 'g++', 'clang++'];

const MISSING = `Expected a C++ compiler, which builds TensorFlow's addons. Received: none of ${COMPILERS.join(', ')} is on the PATH, and CXX names none.
Install one and run this again:
  Debian, Ubuntu   apt-get install g++
  Fedora           dnf install gcc-c++
  macOS            xcode-select --install`;

/**
 * What is compiled from other sources or headers is another entry.
 * @param {Addon} addon
 * @param {string} tensorflow the folder of the libraries
 */
function entryOf({ name, binary, folder, usesTensorflow }, tensorflow) {
  const texts = filesOf(folder).map((file) => readFileSync(file, 'utf8'));
  const hash = recipeHash(versionOf(NODE_API_HEADERS), FLAGS, usesTensorflow ? tensorflow : '', texts);
  return { name: `${name}-${PLATFORM}-${hash}`, files: [binary] };
}

/** @param {string} folder */
function filesOf(folder) {
  return readdirSync(folder)
    .sort()
    .map((name) => path.join(folder, name));
}

/**
 * Whether the addons are found where they are looked for, and of the present sources.
 * @param {string} tensorflow
 */
export function areAddonsLinked(tensorflow) {
  return ADDONS.every((addon) => {
    const dir = findEntry(entryOf(addon, tensorflow));
    try {
      return dir !== undefined && readlinkSync(addon.link) === path.join(dir, addon.binary);
    } catch {
      return false;
    }
  });
}

/**
 * Compiles the addons unless the cache has them, and links them into node_modules.
 * @param {string} tensorflow
 * @param {(text: string) => void} note
 * @returns {Promise<string>} what was done
 * @throws {SetupError} when there is no compiler, or it fails
 */
export async function provideAddons(tensorflow, note) {
  let done = 'from the cache';
  for (const addon of ADDONS) {
    const dir = await provideEntry(
      entryOf(addon, tensorflow),
      async (folder) => {
        const compiler = findCompiler();
        note(`${compiler.join(' ')} compiles ${addon.binary}`);
        await compile(compiler, addon, tensorflow, path.join(folder, addon.binary));
        done = `compiled with ${path.basename(compiler[0] ?? '')}`;
      },
      note,
    );
    linkTo(path.join(dir, addon.binary), addon.link);
  }
  return done;
}

/** @returns {string[]} the compiler and arguments that the user's CXX may hold */
function findCompiler() {
  const wished = (process.env.CXX ?? '').split(/\s+/).filter((word) => word.length > 0);
  if (wished[0] !== undefined && findOnPath(wished[0])) return wished;
  const found = COMPILERS.find((name) => findOnPath(name));
  if (!found) throw new SetupError(MISSING);
  return [found];
}

/**
 * @param {string[]} compiler
 * @param {Addon} addon
 * @param {string} tensorflow
 * @param {string} output
 */
async function compile(compiler, { sources, binary, usesTensorflow }, tensorflow, output) {
  const lib = path.join(tensorflow, 'lib');
  const headers = [
    path.join(NODE_API_HEADERS, 'include'),
    ...(usesTensorflow ? [path.join(tensorflow, 'include')] : []),
  ];
  const libraries = TENSORFLOW_LIBRARIES.map((library) => path.join(lib, library));
  const linked = usesTensorflow ? [...libraries, `-Wl,-rpath,${lib}`] : [];
  // On a Mac the symbols of Node itself are found when the addon is loaded.
  const linking = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
  mkdirSync(path.dirname(output), { recursive: true });
  try {
    await run([
      ...compiler,
      ...FLAGS,
      ...headers.flatMap((dir) => ['-I', dir]),
      ...sources(),
      ...linked,
      ...linking,
      '-o',
      output,
    ]);
  } catch (error) {
    const said = error instanceof CommandError ? error.lastLines : String(error);
    throw new SetupError(
      `The addon ${binary} could not be compiled with ${compiler.join(' ')}. It said:\n${said}\nA compiler with C++17 is needed; CXX may name another.`,
    );
  }
}

/** @param {string} folder of an npm package */
function versionOf(folder) {
  return /** @type {string} */ (JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version);
}
