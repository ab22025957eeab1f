// @ts-check
/** `npm run build`: src as plain JavaScript in dist, for `node dist/api/main.js`. */
import { compile } from './compile.mjs';
import { step } from './setup/report.mjs';

await step('build', async () => `esbuild, ${await compile(['src'])} files to dist`);
