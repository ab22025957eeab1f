/** Where the program of a thread lies. From source, a thread has to be taught TypeScript first: it does not inherit that. */

/** @param name of a file beside the caller's, without its ending. @param beside the caller's `import.meta.url`. */
export function threadProgram(name: string, beside: string): URL {
  if (!beside.endsWith('.ts')) return new URL(`./${name}.js`, beside);
  const [tsx, program] = [import.meta.resolve('tsx/esm/api'), new URL(`./${name}.ts`, beside)];
  const code = `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(program.href)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
