/** The commands of a page of documentation, run as they stand against a service of their own. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import { startSupervisor } from '../../src/supervisor/supervisor.ts';
import { shellBlocks, typeScriptOf } from './markdown.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const MARK = '\u001e';
/** What the pages' commands leave out: an answer by a line, and an end at the first that is refused. */
const STRICT_CURL = `curl() { command curl --fail-with-body -w '\\n' "$@"; }`;

export interface RunPage {
  readonly text: string;
  /** The lines of JSON that each heading's commands printed. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
  /** All lines that each block of commands printed, but empty ones. */
  readonly blocks: readonly (readonly string[])[];
}

/** Runs all shell blocks of a page, one after the other, in one shell. @param file below docs. */
export async function runPage(file: string): Promise<RunPage> {
  const text = readFileSync(path.join(ROOT, 'docs', file), 'utf8');
  const folder = await makeTemporaryFolder();
  const config = loadConfig({ DATA_DIR: path.join(folder, 'data'), PORT: '0', LOG_LEVEL: 'silent' });
  const service = await startSupervisor(config, createLogger('supervisor', 'silent'));
  try {
    return { text, ...(await runBlocks(text, new URL(service.url).host, path.join(folder, 'files'))) };
  } finally {
    await service.close();
  }
}

/**
 * Runs all TypeScript of a page as one program, as if it lay in the root of the repository.
 * @param file below docs. @param url of the service, in place of that of the page. @returns what it printed.
 */
export async function runTypeScript(file: string, url: string): Promise<string> {
  const code = typeScriptOf(readFileSync(path.join(ROOT, 'docs', file), 'utf8'));
  const here = code
    .replaceAll('http://localhost:3000', url)
    .replaceAll("'./client/", `'${pathToFileURL(ROOT)}/client/`);
  const program = path.join(await makeTemporaryFolder(), 'walk.mts');
  await writeFile(program, here);
  const args = ['--import', import.meta.resolve('tsx'), program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, maxBuffer: 2 ** 26 });
  return stdout;
}

async function runBlocks(page: string, host: string, files: string): Promise<Omit<RunPage, 'text'>> {
  const commands = shellBlocks(page);
  const script = commands.map(({ text }) => `printf '${MARK}\\n'\n${text}`).join('\n');
  const here = script.replaceAll('localhost:3000', host).replaceAll('/tmp/epochd-files', files);
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', `${STRICT_CURL}\n${here}`], {
    ...{ cwd: ROOT, maxBuffer: 2 ** 26, env: { ...process.env, EPOCHD_URL: `http://${host}` } },
  });
  const blocks = stdout
    .split(`${MARK}\n`)
    .slice(1)
    .map((printed) => printed.split(/\r?\n/).filter((line) => line !== ''));
  const lines = new Map<string, string[]>();
  for (const [index, { heading }] of commands.entries()) {
    const own = (blocks[index] ?? []).filter((line) => /^[{[]/.test(line));
    lines.set(heading, [...(lines.get(heading) ?? []), ...own]);
  }
  return { lines, blocks };
}
