/** What a page of documentation shows: its blocks of code, by the headings that they stand under. */
import assert from 'node:assert/strict';

export interface ShellBlock {
  readonly heading: string;
  readonly text: string;
}

/** The first fenced block after a heading. */
export function blockAfter(page: string, heading: string): string {
  const block = /```\w*\n([\s\S]*?)```/.exec(page.slice(page.indexOf(heading)));
  assert.ok(block?.[1], `a block after ${heading}`);
  return block[1];
}

/** Every block of shell commands, in its order, with the heading of the second level above it. */
export function shellBlocks(page: string): ShellBlock[] {
  let heading = '';
  return [...page.matchAll(/^## (.*)$|^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, title, text]) => {
    heading = title ?? heading;
    return text === undefined ? [] : [{ heading, text }];
  });
}

/** Every block of TypeScript, in its order: together they are one module. */
export function typeScriptOf(page: string): string {
  const blocks = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text]) => text);
  assert.ok(blocks.length > 0, 'blocks of TypeScript');
  return blocks.join('\n');
}
