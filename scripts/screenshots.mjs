// @ts-check
/** `npm run screenshots`: the pictures of docs/dashboard.md, made anew by the test that takes them. */
process.env['SCREENSHOTS'] = 'docs/images';
process.argv = [...process.argv.slice(0, 2), 'test/dashboard/screenshots.test.ts'];
await import('./test.mjs');
