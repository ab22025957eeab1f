/** A process that streams a large value to storage and tells how that went, as JSON. */
import { Readable } from 'node:stream';
import { codeOf, messageOf } from '../../src/errors.ts';
import { openFileStorage } from '../../src/storage/index.ts';

const storage = await openFileStorage(process.argv[2] ?? '');
const chunks = Array.from({ length: 100 }, () => new Uint8Array(10_000).fill(7));
const limits = { bytesMax: 10_000_000, signal: new AbortController().signal };
const outcome = await storage.putStream('old', Readable.from(chunks), limits).then(
  () => ({ code: 'written' }),
  (error: unknown) => ({ code: codeOf(error), message: messageOf(error) }),
);
process.stdout.write(JSON.stringify(outcome));
