/**
 * Pythons that have the peers we measure ourselves against: virtual environments in the cache, each made once by pip with
 * pinned versions. Knows nothing of what is measured.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { provideEntry } from '../../scripts/setup/cache.mjs';
import { CommandError, run } from '../../scripts/setup/command.mjs';

export type PeersPython = { readonly python: string } | { readonly missing: string };

interface Environment {
  readonly name: string;
  readonly packages: readonly string[];
  /** What `import` calls those that matter. */
  readonly module: string;
}

const KERAS: Environment = {
  name: 'peers',
  packages: ['keras==3.15.1', 'tensorflow-cpu==2.21.0'],
  module: 'keras',
};
/** pip's configured index decides which: where it is the default one, Linux gets the wheel with CUDA, 3 GB to download. */
const TORCH: Environment = {
  name: 'peers-torch',
  packages: ['torch==2.15.0'],
  module: 'torch',
};
const PANDAS: Environment = {
  name: 'peers-pandas',
  packages: ['pandas==3.1.1', 'pyarrow==26.0.1'],
  module: 'pandas, pyarrow',
};
/** FastAPI with Keras and with ONNX Runtime, LitServe; and what writes the network for all peers. */
const SERVING: Environment = {
  name: 'peers-serving',
  packages: [
    ...['keras==3.15.1', 'tensorflow-cpu==2.21.0', 'onnx==1.23.2', 'tf2onnx==1.17.0', 'onnxruntime==1.32.0'],
    ...['fastapi==0.165.0', 'uvicorn[standard]==0.54.0', 'orjson==3.13.0', 'litserve==0.2.19'],
  ],
  module: 'keras, onnxruntime, fastapi, litserve',
};
/** In environments of their own: they pin what the others need newer. */
const BENTOML: Environment = {
  name: 'peers-bentoml',
  packages: ['bentoml==1.4.40', 'onnxruntime==1.32.0'],
  module: 'bentoml, onnxruntime',
};
const MLSERVER: Environment = {
  name: 'peers-mlserver',
  packages: ['mlserver==1.7.1', 'onnxruntime==1.32.0'],
  module: 'mlserver, onnxruntime',
};
const HASH_CHARACTERS = 12;

/**
 * Provides a Python with Keras on TensorFlow: `EPOCHD_PEERS_PYTHON` if that is set, else the cached environment, made if it
 * is absent (a minute or two, 1.5 GB).
 * @returns why there is none, where pip cannot reach the packages or Python is missing.
 */
export async function providePeersPython(): Promise<PeersPython> {
  const given = process.env.EPOCHD_PEERS_PYTHON;
  return given ? { python: given } : provide(KERAS);
}

/** Provides a Python with PyTorch: `EPOCHD_PEERS_PYTHON` if that has it, else a cached environment of its own. */
export async function provideTorchPython(): Promise<PeersPython> {
  const given = process.env.EPOCHD_PEERS_PYTHON;
  return given && (await hasModule(given, TORCH.module)) ? { python: given } : provide(TORCH);
}

/** Provides a Python with pandas and PyArrow: `EPOCHD_PEERS_PYTHON` if that has them, else a cached environment of its own. */
export async function providePandasPython(): Promise<PeersPython> {
  const given = process.env.EPOCHD_PEERS_PYTHON;
  return given && (await hasModule(given, PANDAS.module)) ? { python: given } : provide(PANDAS);
}

/** Provides Pythons with what serves models, each in a cached environment of its own. */
export async function provideServingPythons(): Promise<Record<'serving' | 'bentoml' | 'mlserver', PeersPython>> {
  const serving = await provide(SERVING);
  return { serving, bentoml: await provide(BENTOML), mlserver: await provide(MLSERVER) };
}

async function provide(environment: Environment): Promise<PeersPython> {
  const { name, packages } = environment;
  const hash = createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, HASH_CHARACTERS);
  const entry = { name: `${name}-${hash}`, files: ['bin/python', 'pyvenv.cfg'] };
  const note = (text: string): void => void process.stderr.write(`${text}\n`);
  try {
    const folder = await provideEntry(entry, (building) => build(building, environment), note);
    return { python: path.join(folder, 'bin/python') };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

/** The environment is moved once it is complete: its python stays whole, its other scripts are called by `-m`. */
async function build(folder: string, { packages, module }: Environment): Promise<void> {
  process.stderr.write(`installing the peers by pip: ${packages.join(', ')}\n`);
  await run(['python3', '-m', 'venv', folder]);
  const python = path.join(folder, 'bin/python');
  try {
    await run([python, '-m', 'pip', 'install', '-q', '--no-cache-dir', ...packages]);
    await run([python, '-c', `import ${module}`]);
  } catch (error) {
    throw error instanceof CommandError ? new Error(`${error.message}: ${error.lastLines}`) : error;
  }
}

async function hasModule(python: string, module: string): Promise<boolean> {
  const code = `from importlib.util import find_spec; import sys; sys.exit(None in map(find_spec, "${module}".split(", ")))`;
  return run([python, '-c', code]).then(
    () => true,
    () => false,
  );
}
