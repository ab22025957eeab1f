// @ts-check
/**
 * tfjs-node's native addon, compiled from the C++ in its npm package against TensorFlow's libraries, and the link
 * by which tfjs-node finds it. Knows nothing of where the libraries come from.
 * The addon speaks Node-API 8 only, so one binary serves every Node.
 */
import { mkdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { findEntry, provideEntry } from './cache.mjs';
import { CommandError, findOnPath, run } from './command.mjs';
import { linkTo } from './link.mjs';
import { PLATFORM, TENSORFLOW_LIBRARIES } from './pins.mjs';
import { recipeHash } from './recipe.mjs';
import { SetupError } from './setup-error.mjs';

const MODULES = path.resolve(import.meta.dirname, '../../node_modules');
const TFJS = path.join(MODULES, '@tensorflow/tfjs-node');
const NODE_API_HEADERS = path.join(MODULES, 'node-api-headers');
const LINK = path.join(TFJS, 'lib/napi-v8/tfjs_binding.node');
const BINARY = 'tfjs_binding.node';
const SOURCES = ['tfjs_backend.cc', 'tfjs_binding.cc'];
const FLAGS = ['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'];
const COMPILERS = ['c++', 'g++', 'clang++'];

const MISSING = `Expected a C++ compiler, which builds TensorFlow's addon. Received: none of ${COMPILERS.join(', ')} is on the PATH, and CXX names none.
Install one and run this again:
  Debian, Ubuntu   apt-get install g++
  Fedora           dnf install gcc-c++
  macOS            xcode-select --install`;

/** @param {string} tensorflow the folder of the libraries */
function entry(tensorflow) {
  const version = versionOf(TFJS);
  const hash = recipeHash(version, versionOf(NODE_API_HEADERS), FLAGS, tensorflow);
  return { name: `tfjs-addon-${version}-${PLATFORM}-${hash}`, files: [BINARY] };
}

/**
 * Whether tfjs-node already finds its addon, and the addon its libraries.
 * @param {string} tensorflow
 */
export function isAddonLinked(tensorflow) {
  const dir = findEntry(entry(tensorflow));
  try {
    return dir !== undefined && readlinkSync(LINK) === path.join(dir, BINARY);
  } catch {
    return false;
  }
}

/**
 * Compiles the addon unless the cache has it, and links it into node_modules.
 * @param {string} tensorflow
 * @param {(text: string) => void} note
 * @returns {Promise<string>} what was done
 * @throws {SetupError} when there is no compiler, or it fails
 */
export async function provideAddon(tensorflow, note) {
  let done = 'from the cache';
  const dir = await provideEntry(
    entry(tensorflow),
    async (folder) => {
      const compiler = findCompiler();
      note(`${compiler.join(' ')} compiles`);
      await compile(compiler, tensorflow, path.join(folder, BINARY));
      done = `compiled with ${path.basename(compiler[0] ?? '')}`;
    },
    note,
  );
  linkTo(path.join(dir, BINARY), LINK);
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
 * @param {string} tensorflow
 * @param {string} output
 */
async function compile(compiler, tensorflow, output) {
  const lib = path.join(tensorflow, 'lib');
  const includes = [path.join(NODE_API_HEADERS, 'include'), path.join(tensorflow, 'include')].flatMap((dir) => [
    '-I',
    dir,
  ]);
  const sources = SOURCES.map((source) => path.join(TFJS, 'binding', source));
  const libraries = TENSORFLOW_LIBRARIES.map((library) => path.join(lib, library));
  // On a Mac the symbols of Node itself are found when the addon is loaded.
  const linking = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
  mkdirSync(path.dirname(output), { recursive: true });
  try {
    await run([
      ...compiler,
      ...FLAGS,
      ...includes,
      ...sources,
      ...libraries,
      `-Wl,-rpath,${lib}`,
      ...linking,
      '-o',
      output,
    ]);
  } catch (error) {
    const said = error instanceof CommandError ? error.lastLines : String(error);
    throw new SetupError(
      `TensorFlow's addon could not be compiled with ${compiler.join(' ')}. It said:\n${said}\nA compiler with C++17 is needed; CXX may name another.`,
    );
  }
}

/** @param {string} folder of an npm package */
function versionOf(folder) {
  return /** @type {string} */ (JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version);
}
