// @ts-check
/**
 * A reporter for node's test runner: counts tests, neither suites nor files, and writes the counts as JSON.
 * A file without any test is reported by Node 20 as one test that passed, under the file's own name: not counted.
 */

/**
 * @param {AsyncIterable<{ type: string, data: any }>} events
 */
// biome-ignore lint/style/noDefaultExport: node's test runner asks for it
export default async function* counts(events) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    if (type === 'test:fail' && data.todo === undefined) total.failed += 1;
    else if (data.skip !== undefined || data.todo !== undefined) total.skipped += 1;
    else if (!isFile(data)) total.passed += 1;
  }
  yield JSON.stringify(total);
}

/** @param {{ name: string, nesting: number, file?: string }} data */
function isFile({ name, nesting, file }) {
  return nesting === 0 && (name === file || (file?.endsWith(`/${name}`) ?? false) || name.endsWith('.test.js'));
}
