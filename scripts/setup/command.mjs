// @ts-check
/**
 * Runs another program to its end and keeps its last lines. Knows nothing of what it is for.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { onInterruption } from './interruption.mjs';

const OUTPUT_CHARACTERS_MAX = 64 * 1024;
const TIMEOUT_MS = 60 * 60 * 1000;

/** A program that could not be run or ended badly. `output` holds the last it said. */
export class CommandError extends Error {
  /**
   * @param {string} message
   * @param {string} output
   */
  constructor(message, output) {
    super(message);
    this.name = 'CommandError';
    this.output = output;
  }

  /** The last lines of its output, for a person. */
  get lastLines() {
    return this.output.trim().split('\n').slice(-12).join('\n');
  }
}

/**
 * Runs a program without a shell.
 * @param {readonly string[]} command the program and its arguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onOutput?: (text: string) => void, timeoutMs?: number }} [options]
 *   `env` is added to this process' environment; `timeoutMs` defaults to an hour
 * @returns {Promise<string>} its output and error output, in the order they came
 * @throws {CommandError} when it cannot start, fails, or takes longer than `timeoutMs`
 */
export function run(command, { cwd, env, onOutput, timeoutMs = TIMEOUT_MS } = {}) {
  const [program = '', ...args] = dyingWithUs(command);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const forget = onInterruption(() => child.kill('SIGKILL'));
    let output = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output = (output + text).slice(-OUTPUT_CHARACTERS_MAX);
        onOutput?.(text);
      });
    }
    const end = (/** @type {string | undefined} */ problem) => {
      clearTimeout(timer);
      forget();
      if (problem === undefined) resolve(output);
      else reject(new CommandError(`${command.slice(0, 4).join(' ')} ${problem}`, output));
    };
    child.once('error', (error) => end(`could not be started: ${error.message}`));
    child.once('close', (code, signal) => {
      if (code === 0) end(undefined);
      else end(late ? `took longer than ${timeoutMs / 1000} s` : `ended with ${signal ?? `exit code ${code}`}`);
    });
  });
}

/**
 * The file that a program's name stands for on the PATH.
 * @param {string} name
 * @returns {string | undefined}
 */
export function findOnPath(name) {
  if (name.includes(path.sep)) return isExecutable(name) ? path.resolve(name) : undefined;
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder.length > 0);
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * On Linux the kernel ends the child when this process dies, even by SIGKILL: an orphaned `npm ci` would
 * otherwise write into the same node_modules as the next run's.
 * @param {readonly string[]} command
 */
function dyingWithUs(command) {
  const setpriv = process.platform === 'linux' ? findOnPath('setpriv') : undefined;
  return setpriv ? [setpriv, '--pdeathsig', 'KILL', ...command] : command;
}
