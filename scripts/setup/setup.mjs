// @ts-check
/**
 * The set-up, in order: dependencies, TensorFlow with its addons, the dashboard, a Redis server. Each part is looked at first, which
 * takes milliseconds and no lock; only what is missing is made. Knows nothing of the program that runs afterwards.
 */
import path from 'node:path';
import { areAddonsLinked, provideAddons } from './addon.mjs';
import { findBrowser, provideBrowser } from './browser.mjs';
import { buildDashboard, isDashboardBuilt } from './dashboard.mjs';
import { areDependenciesInstalled, installDependencies } from './dependencies.mjs';
import { interruptible } from './interruption.mjs';
import { withLock } from './lock.mjs';
import { isRedisReady, provideRedis } from './redis.mjs';
import { step } from './report.mjs';
import { SetupError } from './setup-error.mjs';
import { findTensorflow, provideTensorflow } from './tensorflow.mjs';

/** One set-up at a time in one checkout: two `npm ci` in one node_modules would break it. */
const LOCK = path.resolve(import.meta.dirname, '../../.setup.lock');

/** @type {Record<string, { isReady(): boolean, provide(): Promise<void> }>} */
const PARTS = {
  dependencies: {
    isReady: areDependenciesInstalled,
    provide: () => step('dependencies', installDependencies),
  },
  tensorflow: {
    isReady: () => {
      const tensorflow = findTensorflow();
      return tensorflow !== undefined && areAddonsLinked(tensorflow);
    },
    provide: async () => {
      if (!findTensorflow()) await step('TensorFlow', provideTensorflow);
      await step("TensorFlow's addons", (live) => provideAddons(findTensorflow() ?? '', live.note));
    },
  },
  dashboard: {
    isReady: isDashboardBuilt,
    provide: () => step('dashboard', buildDashboard),
  },
  browser: {
    isReady: () => findBrowser() !== undefined,
    provide: async () => {
      await step('browser for the tests', (live) => provideBrowser(live.note));
    },
  },
  redis: {
    isReady: isRedisReady,
    provide: () => step('Redis', provideRedis),
  },
};

/**
 * Brings this machine to where the named parts are ready. What cannot be mended ends the process with exit code 1
 * and a message that says what to install.
 * @param {readonly string[]} needs names of parts, in order
 */
export async function setUp(needs) {
  const parts = needs.flatMap((name) => PARTS[name] ?? []);
  if (parts.every((part) => part.isReady())) return;
  try {
    await interruptible(() => withLock(LOCK, () => provideMissing(parts), { onWait: sayWaiting }));
  } catch (error) {
    process.stderr.write(`\n${error instanceof SetupError ? error.message : /** @type {Error} */ (error).stack}\n`);
    process.exit(1);
  }
}

/** @param {readonly { isReady(): boolean, provide(): Promise<void> }[]} parts */
async function provideMissing(parts) {
  for (const part of parts) {
    if (!part.isReady()) await part.provide();
  }
}

/** @param {{ pid: number }} owner */
function sayWaiting({ pid }) {
  process.stderr.write(`… waiting for another set-up of this checkout (process ${pid})\n`);
}
