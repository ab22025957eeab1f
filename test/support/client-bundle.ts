/** The client as a page loads it: one file, of what browsers have. */
import path from 'node:path';
import { build } from 'esbuild';

/** @returns its text. A built-in of Node in it fails. */
export async function bundleClient(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.resolve(import.meta.dirname, '../../client/index.ts')],
    ...{ bundle: true, minify: true, write: false, platform: 'browser', logLevel: 'silent' },
    ...{ format: 'iife', globalName: 'epochd', target: 'es2022' },
  });
  return outputFiles[0]?.text ?? '';
}
