/** What the set-up puts in place, and what it needs for that. Asks the set-up itself, so the two cannot disagree. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Finding, failed, fine, warning } from './finding.ts';

const execute = promisify(execFile);
const PROGRAM_MS_MAX = 20_000;
const REDIS_MS_MAX = 3000;
const REDIS_MIN = { major: 6, minor: 2 };
const SET_UP = 'Run: npm run setup';
const COMPILERS = ['c++', 'g++', 'clang++'];
const LOADS = 'process.dlopen({ exports: {} }, process.argv[1])';

/** @param root the project's folder */
export async function checkParts(root: string, env: NodeJS.ProcessEnv = process.env): Promise<Finding[]> {
  const part = <T>(name: string): Promise<T> => import(pathToFileURL(path.join(root, 'scripts/setup', name)).href);
  const dependencies = await part<typeof import('../../scripts/setup/dependencies.mjs')>('dependencies.mjs');
  const tensorflow = await part<typeof import('../../scripts/setup/tensorflow.mjs')>('tensorflow.mjs');
  const addon = await part<typeof import('../../scripts/setup/addon.mjs')>('addon.mjs');
  const redis = await part<typeof import('../../scripts/setup/redis.mjs')>('redis.mjs');
  const { findOnPath } = await part<typeof import('../../scripts/setup/command.mjs')>('command.mjs');
  const libraries = tensorflow.findTensorflow();
  const linked = libraries !== undefined && addon.areAddonsLinked(libraries);
  const compiler = COMPILERS.map(findOnPath).find(Boolean);
  return [
    dependencies.areDependenciesInstalled()
      ? fine('packages', 'as package-lock.json says')
      : failed('packages', 'missing, or older than package-lock.json', SET_UP),
    needed('compiler', compiler, linked, 'Install one: apt-get install g++, or xcode-select --install'),
    needed('Python with pip', await pipVersion(), libraries !== undefined, 'Install them: apt-get install python3-pip'),
    libraries ? fine("TensorFlow's library", libraries) : failed("TensorFlow's library", 'not there', SET_UP),
    await checkAddon(root, linked),
    env.REDIS_URL ? await pingRedis(env.REDIS_URL) : embedded(redis.isRedisReady(env)),
  ];
}

/** Of what only the set-up needs: once that is done, it is not missed. */
function needed(name: string, found: string | undefined, done: boolean, todo: string): Finding {
  if (found) return fine(name, found);
  return done ? warning(name, 'not there; the next set-up may need it', todo) : failed(name, 'not there', todo);
}

async function pipVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await execute('python3', ['-m', 'pip', '--version'], { timeout: PROGRAM_MS_MAX });
    return stdout.trim();
  } catch {
    return undefined;
  }
}

/** In a process of its own: one that does not load may end it. */
async function checkAddon(root: string, linked: boolean): Promise<Finding> {
  if (!linked) return failed('addons', 'not built for this TensorFlow', SET_UP);
  const file = path.join(root, 'node_modules/.epochd/engine.node');
  try {
    await execute(process.execPath, ['-e', LOADS, file], { timeout: PROGRAM_MS_MAX });
    return fine('addons', 'built, and they load');
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    const reason = /Error: (.*)/.exec(stderr)?.[1] ?? message;
    return failed('addons', reason, 'Remove node_modules/.epochd and run: npm run setup');
  }
}

function embedded(ready: boolean): Finding {
  return ready
    ? fine('Redis', 'embedded, as REDIS_URL names none')
    : failed('Redis', 'none to embed', `${SET_UP}, or name one in REDIS_URL`);
}

/** @param info what Redis, Valkey or another one that speaks as they do tells of itself: its `INFO`. */
export function judgeRedis(info: string): Finding {
  const field = (name: string): string | undefined => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1];
  const version = field('redis_version') ?? 'unknown';
  const detail = `${field('server_name') ?? 'redis'}, of version ${version}, at REDIS_URL`;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < REDIS_MIN.major || (major === REDIS_MIN.major && minor < REDIS_MIN.minor))
    return failed('Redis', detail, 'Install Redis 6.2 or newer, or Valkey; without REDIS_URL one is embedded.');
  const policy = field('maxmemory_policy') ?? 'noeviction';
  if (policy !== 'noeviction')
    return failed(
      'Redis',
      `${detail}, with ${policy}`,
      'It would drop jobs when it is full: CONFIG SET maxmemory-policy noeviction',
    );
  return fine('Redis', detail);
}

async function pingRedis(url: string): Promise<Finding> {
  const todo = 'Check REDIS_URL, and that Redis runs; without REDIS_URL one is embedded.';
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: REDIS_MS_MAX,
    commandTimeout: REDIS_MS_MAX,
    retryStrategy: () => null,
  });
  // What a call then says is only that the connection is closed.
  let reason: unknown;
  redis.on('error', (error) => {
    reason = error;
  });
  try {
    await redis.connect();
    return judgeRedis(await redis.info());
  } catch (error) {
    const why = reason ?? error;
    return failed('Redis', why instanceof Error ? why.message : String(why), todo);
  } finally {
    redis.disconnect();
  }
}
