/** What was downloaded, to a file that is there as a whole or not at all, or to stdout. */
import { createHash } from 'node:crypto';
import { createWriteStream, statSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from './context.ts';
import { FileError, reasonOf, ToldError, UsageError } from './errors.ts';
import { createLiveRegion } from './terminal/live-region.ts';
import { bytes } from './terminal/quantities.ts';

type WebStream = Parameters<typeof Readable.fromWeb>[0];

export interface Target {
  /** Undefined: stdout. */
  readonly file: string | undefined;
}

export interface TargetWish {
  /** As it was typed; `-` is stdout, a folder takes the file under its own name. */
  readonly output: string | undefined;
  /** Its own name; undefined: stdout unless something else was typed. */
  readonly name?: string | undefined;
  /** Whether a file that is there may be replaced. */
  readonly force?: boolean | undefined;
}

/** Where to, found before anything is asked for. @throws UsageError where something is in the way. */
export function chooseTarget({ output, name, force }: TargetWish): Target {
  const typed = output ?? name;
  if (typed === undefined || typed === '-') return { file: undefined };
  const stats = statSync(typed, { throwIfNoEntry: false });
  if (stats?.isDirectory()) {
    if (name === undefined) throw new UsageError(`Expected --output to be a file. Received: "${typed}", a folder.`);
    return chooseTarget({ output: path.join(typed, name), force });
  }
  if (stats && !stats.isFile())
    throw new UsageError(`Expected --output to be a file (- is stdout). Received: "${typed}", which is none.`);
  if (stats && !force)
    throw new UsageError(`Expected a file that is not there yet, or --force to replace it. Received: "${typed}".`);
  return { file: typed };
}

/** @throws ToldError when what came is not what the service said it sends; FileError */
export async function saveAs({ terminal, signal }: Context, response: Response, { file }: Target): Promise<void> {
  const body = Readable.fromWeb((response.body ?? new Blob([]).stream()) as WebStream);
  if (file === undefined) {
    await pipeline(body, process.stdout, { signal, end: false });
    return;
  }
  const hash = createHash('sha256');
  const region = createLiveRegion(terminal);
  let received = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      received += chunk.length;
      region.draw([`${bytes(received)} …`]);
      done(null, chunk);
    },
  });
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
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && 'code' in error) || 'address' in error) throw error;
    throw new FileError(
      `Expected a place to write "${file}" to. Received: one ${reasonOf(error)}.`,
      String(error.code),
    );
  } finally {
    region.clear();
    await fs.rm(begun, { force: true });
  }
  if (terminal.json) terminal.out(JSON.stringify({ file, bytes: received }));
  else terminal.out(`${file}  ${bytes(received)}`);
}
