/** What was downloaded, to a file that is there as a whole or not at all, or to stdout. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from './context.ts';
import { ToldError } from './errors.ts';
import { createLiveRegion } from './terminal/live-region.ts';
import { bytes } from './terminal/quantities.ts';

type WebStream = Parameters<typeof Readable.fromWeb>[0];

/** @param file undefined or `-`: stdout. @throws ToldError when what came is not what the service said it sends. */
export async function saveAs(
  { terminal, signal }: Context,
  response: Response,
  file: string | undefined,
): Promise<void> {
  const body = Readable.fromWeb((response.body ?? new Blob([]).stream()) as WebStream);
  const hash = createHash('sha256');
  const region = createLiveRegion(terminal);
  let received = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      received += chunk.length;
      if (file !== undefined && file !== '-') region.draw([`${bytes(received)} …`]);
      done(null, chunk);
    },
  });
  if (file === undefined || file === '-') {
    await pipeline(body, counter, process.stdout, { signal, end: false });
    return;
  }
  const begun = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}`);
  try {
    await pipeline(body, counter, createWriteStream(begun, { flags: 'wx' }), { signal });
    region.clear();
    const said = /sha-256=:([^:]+):/.exec(response.headers.get('repr-digest') ?? '')?.[1];
    const digest = hash.digest('base64');
    if (said !== undefined && said !== digest) {
      terminal.err(
        `${terminal.paint.red('error:')} Expected a file of SHA-256 ${said}. Received: ${digest}. Try again.`,
      );
      throw new ToldError('A damaged download.');
    }
    await fs.rename(begun, file);
  } finally {
    region.clear();
    await fs.rm(begun, { force: true });
  }
  if (terminal.json) terminal.out(JSON.stringify({ file, bytes: received }));
  else terminal.out(`${file}  ${bytes(received)}`);
}
