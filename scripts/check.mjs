// @ts-check
/** `npm run check`: exit code 1 when types, lint or format are not as they should be. */
import { runStaticChecks } from './static-checks.mjs';

if (!(await runStaticChecks())) process.exitCode = 1;
