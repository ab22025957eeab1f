/** The service as it really runs: api and workers are processes, which tests may signal and kill. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Client, createClient } from './client.ts';
import { type LogLine, parseLines } from './log.ts';
import { programOf } from './program.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { waitFor } from './waiting.ts';

export interface TestProcess {
  readonly pid: number;
  /** Of the process itself and of its trainers, which write to the same output. */
  lines(): LogLine[];
  text(): string;
  /** The trainers that it started and that still live: one may train, another be kept warm. */
  trainers(): number[];
  /** The same of importers. */
  importers(): number[];
  /** The same of scorers. */
  scorers(): number[];
  /** @returns its exit code, null if the signal killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

export type TestApi = TestProcess & { readonly client: Client };
export type Environment = Readonly<Record<string, string>>;

export interface ProcessService {
  readonly client: Client;
  readonly redis: TestRedis;
  readonly dataDir: string;
  readonly api: TestProcess;
  /** Another api process on the same Redis and storage. @param environment over what the others have. */
  startApi(environment?: Environment): Promise<TestApi>;
  /** Started when a test says so. @param program another one than the worker's own, from the project's root. */
  startWorker(program?: string, environment?: Environment): Promise<TestProcess>;
  close(): Promise<void>;
}

/** Variables that load a program of this folder before a process' own, and before those of its children. */
export function preloading(program: 'shifted-clock' | 'slow-disk'): Environment {
  const { href } = pathToFileURL(programOf(`test/support/${program}.ts`));
  return { NODE_OPTIONS: `--import ${href}` };
}

export async function startProcesses(environment: Environment = {}): Promise<ProcessService> {
  const redis = await startRedis();
  const dataDir = await makeTemporaryFolder();
  const variables = { DATA_DIR: dataDir, REDIS_URL: redis.url, PORT: '0', LOG_LEVEL: 'debug', ...environment };
  const started: TestProcess[] = [];
  async function start(program: string, more: Environment = {}): Promise<StartedProcess> {
    const process_ = await startProcess(program, { ...variables, ...more });
    started.push(process_);
    return process_;
  }
  const api = await start('src/api/main.ts');
  const client = createClient(api.url ?? '');
  await waitFor('the service to be ready', async () => (await client.get('/health/ready')).status === 200);
  return {
    client,
    redis,
    dataDir,
    api,
    async startApi(more) {
      const another = await start('src/api/main.ts', more);
      return { ...another, client: createClient(another.url ?? '') };
    },
    startWorker: (program = 'src/worker/main.ts', more = {}) => start(program, more),
    async close() {
      await Promise.all(started.map((process_) => process_.end('SIGKILL')));
      await redis.kill();
    },
  };
}

/** Those that still live when the test ends. */
const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

interface StartedProcess extends TestProcess {
  readonly url: string | undefined;
}

async function startProcess(program: string, variables: Readonly<Record<string, string>>): Promise<StartedProcess> {
  const child = fork(programOf(program), {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      text += String(chunk);
    });
  }
  children.add(child);
  child.once('exit', () => children.delete(child));
  const closed = once(child, 'exit') as Promise<[number | null]>;
  const url = await Promise.race([
    readyUrl(child),
    closed.then(() => Promise.reject(new Error(`${program} ended:\n${text}`))),
  ]);
  return {
    url,
    pid: child.pid ?? 0,
    lines: () => parseLines(text),
    text: () => text,
    trainers: () => childrenOf(child.pid ?? 0).filter((pid) => isNamed(pid, 'trainer')),
    importers: () => childrenOf(child.pid ?? 0).filter((pid) => isNamed(pid, 'importer')),
    scorers: () => childrenOf(child.pid ?? 0).filter((pid) => isNamed(pid, 'scorer')),
    async end(signal) {
      child.kill(signal);
      const [code] = await closed;
      return code;
    },
  };
}

async function readyUrl(child: ChildProcess): Promise<string | undefined> {
  const [message] = (await once(child, 'message')) as [{ url?: string }];
  return message.url;
}

function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function isNamed(pid: number, name: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(name);
  } catch {
    return false;
  }
}

export function isAlive(pid: number): boolean {
  try {
    // A process that ended but was not yet waited for is a zombie: dead, for all that it could do.
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
