/**
 * A candidate as a process that stays alive over the rounds: it says `ready`, is given orders, and reports. Everything has a
 * time bound; a candidate that is late or dies fails, and says why. Knows nothing of rounds.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Candidate } from './candidates.ts';
import { type CandidateMessage, type Order, type Report, writeOrder } from './protocol.ts';

export interface RunningCandidate {
  readonly pid: number;
  /** What it is, with versions. */
  readonly about: string;
  /** @throws Error if the candidate dies or takes longer than its bound. Then it is dead. */
  go(order: Order, timeoutMs: number): Promise<Report>;
  /** Ends it, and waits for its end. */
  close(): Promise<void>;
}

const READY_MS_MAX = 120_000;
const ERRORS_CHARACTERS_MAX = 4000;
const ERROR_LINES_MAX = 3;

/** @throws Error if it cannot start, or is not ready within two minutes. */
export async function startCandidate({ command, env, missing }: Candidate): Promise<RunningCandidate> {
  const [program, ...args] = command;
  if (missing !== undefined || program === undefined) throw new Error(missing ?? 'It has no command.');
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const { next, ended } = listen(child);
  const first = await next(READY_MS_MAX);
  return {
    pid: child.pid ?? 0,
    about: 'ready' in first ? first.ready : '',
    async go(order, timeoutMs) {
      child.stdin.write(writeOrder(order));
      const message = await next(timeoutMs);
      if ('ready' in message) throw new Error('Expected a report. Received: another "ready".');
      return message;
    },
    close() {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

/** TensorFlow notes every start on its error output; that explains no death. */
function isTelling(line: string): boolean {
  return !/^(I\d{4} |WARNING: All log messages)/.test(line);
}

/** @returns `next`: the one message that is waited for; whoever is late is killed. */
function listen(child: ChildProcess) {
  let errors = '';
  let death: Error | undefined;
  const inbox: CandidateMessage[] = [];
  let wake = (): void => undefined;
  const die = (how: string): void => {
    const lines = errors.trim().split('\n').filter(isTelling).slice(-ERROR_LINES_MAX).join(' · ');
    death ??= new Error(`It ended before it was asked to: ${how}. ${lines}`.trim());
    wake();
  };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-ERRORS_CHARACTERS_MAX);
  });
  // Libraries may print lines of their own.
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    if (line.startsWith('{"')) inbox.push(JSON.parse(line) as CandidateMessage);
    wake();
  });
  child.stdin?.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    const end = (how: string): void => {
      die(how);
      resolve();
    };
    child.on('error', (error) => end(error.message)).on('close', (code, signal) => end(signal ?? `exit code ${code}`));
  });

  async function next(timeoutMs: number): Promise<CandidateMessage> {
    const late = setTimeout(() => {
      die(`it took longer than ${timeoutMs / 1000} s`);
      child.kill('SIGKILL');
    }, timeoutMs);
    while (inbox.length === 0 && !death) await new Promise<void>((resolve) => (wake = resolve));
    clearTimeout(late);
    const message = inbox.shift();
    if (message) return message;
    throw death ?? new Error('It ended.');
  }

  return { next, ended };
}
