/** Processes by Linux's `/proc`: who started whom, and what they took. Elsewhere nothing is known. */
import fs from 'node:fs/promises';

/** @returns the processes that a process has started and that call themselves so. */
export async function childrenOf(parent: number, title: string): Promise<number[]> {
  const threads = await fs.readdir(`/proc/${parent}/task`).catch(() => []);
  const lists = threads.map((thread) => read(`/proc/${parent}/task/${thread}/children`));
  const pids = (await Promise.all(lists)).flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  const lines = await Promise.all(pids.map((pid) => read(`/proc/${pid}/cmdline`)));
  return pids.filter((_, index) => lines[index]?.includes(title));
}

/** The most memory that a process has held counts from now on, where that is allowed. */
export async function forgetPeak(pid: number): Promise<void> {
  await fs.writeFile(`/proc/${pid}/clear_refs`, '5').catch(() => undefined);
}

function read(file: string): Promise<string> {
  return fs.readFile(file, 'utf8').catch(() => '');
}
