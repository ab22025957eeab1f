/** The end of a command's help. */
export function examples(...lines: string[]): string {
  return `\n${lines.length > 1 ? 'Examples' : 'Example'}:\n${lines.map((line) => `  $ epochd ${line}`).join('\n')}`;
}

/** How this command line was called, for hints that can be typed as they stand. */
export function commandWords(env: NodeJS.ProcessEnv = process.env): string {
  return env.npm_command === 'exec' ? 'npx epochd' : 'epochd';
}
