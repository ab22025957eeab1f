/** The command line as a person runs it: a process of its own, a home of its own, on a terminal or not. */
import { spawn } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
export const BIN = path.join(ROOT, 'cli/bin.mjs');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Typed {
  /** Over what a new user has. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly folder?: string;
}

/** @param home a folder, in which profiles are kept. */
export function commandLine(home: string, url: string) {
  const base = { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', EPOCHD_URL: url, TERM: 'xterm' };

  /** Not on a terminal. */
  async function type(
    words: readonly string[],
    { environment, input = '', folder = home }: Typed = {},
  ): Promise<Ended> {
    return ended(spawn(process.execPath, [BIN, ...words], { cwd: folder, env: { ...base, ...environment } }), input);
  }

  /** On a terminal of its own. @param typing is told what is shown so far, and gives what is typed. */
  async function typeOnTerminal(
    words: readonly string[],
    typing: (shown: string) => string = () => '',
  ): Promise<Ended> {
    const command = [process.execPath, BIN, ...words].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qefc', command, '/dev/null'], { cwd: home, env: base });
    let shown = '';
    child.stdout.on('data', (bytes) => {
      shown += String(bytes);
      const typed = typing(shown);
      if (typed) child.stdin.write(typed);
    });
    return ended(child);
  }

  return { type, typeOnTerminal };
}

function ended(child: ReturnType<typeof spawn>, input?: string): Promise<Ended> {
  const [out, err] = [child.stdout, child.stderr].map((stream) => {
    const parts: string[] = [];
    stream?.on('data', (bytes) => parts.push(String(bytes)));
    return parts;
  });
  if (input !== undefined) child.stdin?.end(input);
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, out: out?.join('') ?? '', err: err?.join('') ?? '' }));
  });
}
