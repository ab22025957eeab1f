/** Code that pages give, run as it stands: whatever an instance holds, wherever it comes from, with a key and without. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { type Call, callCode } from '../../dashboard/parts/call-code.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const CLIENT = path.resolve(import.meta.dirname, '../../node_modules/.epochd/dashboard/client.mjs');
const run = promisify(execFile);
const came: { url: string | undefined; headers: IncomingHttpHeaders; body: Buffer }[] = [];
const server = createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  came.push({ url: request.url, headers: request.headers, body: Buffer.concat(pieces) });
  response.setHeader('content-type', 'application/json').end('{"predictions":[[1]]}');
});
let origin = '';

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());

const PATHS = { path: '/v1/models/m/versions/2:predict', reference: 'm@2' };
const hostile = { "it's": `"\\ $HOME \`id\` \u{1F600}\n`, n: null, b: true, x: -1.5 };

test('what an instance holds arrives as it is, by curl and by JavaScript, with the key', async () => {
  const call: Call = { ...PATHS, sent: { instances: [hostile] } };
  for (const { url, headers, body } of await sentBy(call, true)) {
    assert.equal(url, PATHS.path);
    assert.equal(headers.authorization, 'Bearer sesame');
    assert.match(headers['content-type'] ?? '', /^application\/json/);
    assert.deepEqual(JSON.parse(body.toString()).instances, [hostile]);
  }
});

test('a file arrives as its bytes, whatever it is called', async () => {
  const file = "it's a $(picture).png";
  const bytes = await readFile('examples/seven.png');
  for (const { headers, body } of await sentBy({ ...PATHS, sent: { file, type: 'image/png' } }, false, {
    file,
    bytes,
  })) {
    assert.equal(headers.authorization, undefined);
    assert.equal(headers['content-type'], 'image/png');
    assert.deepEqual(body, bytes);
  }
});

test('Python is told the same in its own words', () => {
  const { Python = '' } = callCode(
    { ...PATHS, sent: { instances: [{ a: null, b: [true, 'true'] }] } },
    { origin, isLocked: true },
  );
  assert.ok(Python.includes('json={"instances": [{"a": None, "b": [True, "true"]}]}'), Python);
  assert.ok(Python.includes(`"authorization": f"Bearer {os.environ['EPOCHD_KEY']}"`), Python);
});

async function sentBy(call: Call, isLocked: boolean, given?: { readonly file: string; readonly bytes: Uint8Array }) {
  const cwd = await makeTemporaryFolder();
  if (given) await writeFile(path.join(cwd, given.file), given.bytes);
  const { curl = '', JavaScript = '' } = callCode(call, { origin, isLocked });
  const env = { ...process.env, EPOCHD_KEY: 'sesame' };
  came.length = 0;
  await run('bash', ['-c', curl], { cwd, env });
  await copyFile(CLIENT, path.join(cwd, 'client.mjs'));
  await writeFile(path.join(cwd, 'call.mjs'), JavaScript);
  const { stdout } = await run(process.execPath, ['call.mjs'], { cwd, env });
  assert.match(stdout, /1/);
  assert.equal(came.length, 2);
  return came;
}
