/** Where a command writes: answers to stdout, whatever else is worth a word to stderr. Knows nothing of what is said. */
import picocolors from 'picocolors';

export interface Terminal {
  /** Answers are JSON: one value, or one a line. */
  readonly json: boolean;
  /** Whether a person looks at stdout, and lines may be redrawn. */
  readonly live: boolean;
  /** Whether more than ASCII can be shown. */
  readonly unicode: boolean;
  readonly paint: Colours;
  width(): number;
  /** A line of the answer. */
  out(line: string): void;
  /** A list as the answer: a line of JSON for each. */
  lines(values: readonly unknown[]): void;
  /** A line beside it. */
  err(line: string): void;
  /** What is worth knowing, and no part of any answer. */
  note(text: string): void;
  /** The same where stdout is for something else: lines go to stderr, and nothing is redrawn. */
  beside(): Terminal;
  /** Part of a line of stdout. */
  write(text: string): void;
}

type Colours = Pick<typeof picocolors, 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold'>;

const WIDTH_DEFAULT = 100;

/** NO_COLOR and FORCE_COLOR are respected, and a terminal that says it is dumb is not redrawn. */
export function openTerminal({ json, env = process.env }: { json: boolean; env?: NodeJS.ProcessEnv }): Terminal {
  const { stdout, stderr } = process;
  const dumb = env.TERM === 'dumb';
  const live = stdout.isTTY === true && !json && !dumb;
  const colours = !env.NO_COLOR && !dumb && (stdout.isTTY === true || Boolean(env.FORCE_COLOR)) && !json;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'UTF-8';
  const paint = picocolors.createColors(colours);
  const err = (line: string): void => void stderr.write(`${line}\n`);
  const terminal: Terminal = {
    ...{ json, live, unicode: /utf-?8/i.test(locale), paint, err },
    width: () => stdout.columns || WIDTH_DEFAULT,
    out: (line) => void stdout.write(`${line}\n`),
    lines: (values) => void stdout.write(values.map((value) => `${JSON.stringify(value)}\n`).join('')),
    note: (text) => err(json ? JSON.stringify({ note: text }) : `${paint.yellow('note:')} ${text}`),
    write: (text) => void stdout.write(text),
    beside: () => ({
      ...terminal,
      live: false,
      out: err,
      lines: (values) => values.forEach((value) => void err(JSON.stringify(value))),
      write: (text) => void stderr.write(text),
    }),
  };
  return terminal;
}
