/** How this command line was called, for hints that can be typed as they stand. */
export function commandWords(env: NodeJS.ProcessEnv = process.env): string {
  return env.npm_command === 'exec' ? 'npx epochd' : 'epochd';
}
