/** The client is of this service: its types, its version, its size. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import vm from 'node:vm';
import { gzipSync } from 'node:zlib';
import { CLIENT_VERSION, createClient, fits } from '../../client/index.ts';
import { makeSchema } from '../../scripts/client/schema.ts';
import { SHARED_SCHEMAS } from '../../src/api/shared-schemas.ts';
import { VERSION } from '../../src/version.ts';
import { bundleClient } from '../support/client-bundle.ts';
import { startService, type TestService } from '../support/service.ts';

/** What a page pays for it. */
const BUNDLE_BYTES_MAX = 12_000;
/** It was six megabytes when each schema was written out wherever it is used. */
const DOCUMENT_BYTES_MAX = 400_000;

let service: TestService;

before(async () => {
  service = await startService();
});

after(() => service?.close());

test("the client's types are what the service documents", { timeout: 60_000 }, async () => {
  const { body } = await service.client.get('/openapi.json');
  const kept = await readFile(new URL('../../client/schema.ts', import.meta.url), 'utf8');
  assert.ok((await makeSchema(body)) === kept, 'client/schema.ts is of another document: run "npm run client".');
});

test('client, service and package have one version', async () => {
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  assert.deepEqual([CLIENT_VERSION, VERSION], [version, version]);
  const { body } = await service.client.get('/openapi.json');
  assert.equal(body.info.version, version);
  const asked = await createClient(service.url).compatible();
  assert.deepEqual(asked, { compatible: true, client: version, service: version });
});

test('a service of another major or minor version does not fit', () => {
  const verdicts = ['1.2.0', '1.2.9', '1.2.3-beta', '1.3.0', '2.2.0', '', 'new'].map((other) => fits(other, '1.2.3'));
  assert.deepEqual(verdicts, [true, true, true, false, false, false, false]);
});

test('the document says each shared schema once, and refers to it', async () => {
  const { body, text } = await service.client.get('/openapi.json');
  assert.ok(text.length < DOCUMENT_BYTES_MAX, `${text.length} bytes`);
  for (const name of Object.keys(SHARED_SCHEMAS)) {
    assert.ok(name in body.components.schemas, name);
    assert.ok(text.includes(`"#/components/schemas/${name}"`), name);
  }
});

test('a page loads less than twelve kilobytes, which run where there is no Node', async () => {
  const code = await bundleClient();
  const size = gzipSync(code).length;
  assert.ok(size < BUNDLE_BYTES_MAX, `${size} bytes`);
  const { fetch, Request, Response, Headers, FormData, Blob, URL, URLSearchParams, TextDecoder } = globalThis;
  const { AbortController, AbortSignal, TransformStream, setTimeout, clearTimeout, crypto, performance } = globalThis;
  const page = vm.createContext({
    ...{ fetch, Request, Response, Headers, FormData, Blob, URL, URLSearchParams, TextDecoder },
    ...{ AbortController, AbortSignal, TransformStream, setTimeout, clearTimeout, crypto, performance },
  });
  vm.runInContext(code, page);
  page['baseUrl'] = service.url;
  const told = await vm.runInContext(
    `(async () => {
      const client = epochd.createClient({ baseUrl });
      const job = await client.train({ model: 'digits', dataset: 'mnist', network: 'mlp' });
      const seen = [];
      for await (const event of job.events()) {
        seen.push(event.data.status);
        if (seen.length === 1) await job.cancel();
      }
      const error = await job.done().catch((error) => error);
      return [...seen, error.name, error.code].join(' ');
    })()`,
    page,
  );
  assert.equal(told, 'queued cancelled JobFailedError ERR_CANCELLED');
});
