// @ts-check
/**
 * The one entry of every npm script: brings this machine to where it must be, then runs the named program
 * in the same process, so that signals reach it. Knows nothing of what the steps or the programs do.
 * Nothing is imported before the version check: an old Node would fail on the imports with a riddle.
 */

/** The oldest Node that every dependency accepts. */
const NODE_MIN = { major: 20, minor: 19 };

/**
 * Each program: its file, what must be in place before it starts, and the folders of sources that it is made of.
 * @type {Record<string, { file?: string, needs: string[], sources?: string[] }>}
 */
const PROGRAMS = {
  setup: { needs: ['dependencies', 'tensorflow', 'dashboard', 'redis'] },
  start: {
    file: 'src/supervisor/main.ts',
    needs: ['dependencies', 'tensorflow', 'dashboard', 'redis'],
    sources: ['src'],
  },
  demo: {
    file: 'demo/main.ts',
    needs: ['dependencies', 'tensorflow', 'dashboard', 'redis'],
    sources: ['src', 'demo'],
  },
  example: { file: 'examples/main.ts', needs: ['dependencies'], sources: ['examples'] },
  api: { file: 'src/api/main.ts', needs: ['dependencies', 'tensorflow', 'dashboard'], sources: ['src'] },
  worker: { file: 'src/worker/main.ts', needs: ['dependencies', 'tensorflow'], sources: ['src'] },
  test: { file: 'scripts/test.mjs', needs: ['dependencies', 'tensorflow', 'dashboard', 'browser', 'redis'] },
  screenshots: {
    file: 'scripts/screenshots.mjs',
    needs: ['dependencies', 'tensorflow', 'dashboard', 'browser', 'redis'],
  },
  bench: {
    file: 'bench/main.ts',
    needs: ['dependencies', 'tensorflow', 'dashboard', 'browser', 'redis'],
    sources: ['src', 'client', 'demo', 'bench', 'test'],
  },
  client: {
    file: 'scripts/client/main.ts',
    needs: ['dependencies', 'tensorflow'],
    sources: ['src', 'client', 'scripts/client'],
  },
  check: { file: 'scripts/check.mjs', needs: ['dependencies'] },
  build: { file: 'scripts/build.mjs', needs: ['dependencies'] },
};

await main(process.argv[2], process.argv.slice(3));

/**
 * @param {string | undefined} name
 * @param {string[]} args
 */
async function main(name, args) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < NODE_MIN.major || (major === NODE_MIN.major && minor < NODE_MIN.minor)) {
    const expected = `Expected Node ${NODE_MIN.major}.${NODE_MIN.minor} or newer.`;
    fail(`${expected} Received: ${process.versions.node}. Install Node 22 or 24 and run this again.`);
  }
  const program = name && Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
  if (!program) fail(`Expected one of ${Object.keys(PROGRAMS).join(', ')}. Received: ${name ?? 'nothing'}.`);
  const { setUp } = await import('./setup/setup.mjs');
  await setUp(program.needs);
  if (!program.file) return;
  const { compile, compiledPathOf } = await import('./compile.mjs');
  if (program.sources) await compile(program.sources);
  await runHere(program.sources ? compiledPathOf(program.file) : program.file, args);
}

/**
 * Runs a file as if it had been started by itself: its arguments, its signals, its exit code.
 * @param {string} file path from the project's root
 * @param {string[]} args
 */
async function runHere(file, args) {
  const url = new URL(`../${file}`, import.meta.url);
  process.argv = [process.execPath, decodeURIComponent(url.pathname), ...args];
  // The maps make errors tell the lines of the sources.
  process.setSourceMapsEnabled(true);
  await import(url.href);
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
