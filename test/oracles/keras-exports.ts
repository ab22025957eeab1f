/**
 * Writes every layer case as a `.keras` file, with what it computes, for keras_exports.py to open:
 *   npx tsx test/oracles/keras-exports.ts FOLDER
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { writeArchive } from '../../src/exchange/archive-writer.ts';
import { writeFile } from '../../src/exchange/hdf5/file.ts';
import type { Hdf5Content } from '../../src/exchange/hdf5/index.ts';
import { kerasFiles } from '../../src/exchange/keras/export.ts';
import { BATCH, inputsOf, LAYER_CASES } from '../models/layer-cases.ts';
import { exportedCase } from '../support/exported-case.ts';

const folder = process.argv[2] as string;
await fs.mkdir(folder, { recursive: true });
const known = [];
for (const [number, each] of LAYER_CASES.entries()) {
  const version = exportedCase(each);
  let content: Hdf5Content = { arrays: {}, attributes: {} };
  const files = await kerasFiles(version, (written) => {
    content = written;
    return writeFile(written);
  });
  await fs.writeFile(path.join(folder, `${number}.keras`), writeArchive(files));
  const config = JSON.parse(Buffer.from(files.find((file) => file.path === 'config.json')?.bytes ?? []).toString());
  const hash = createHash('sha256').update(JSON.stringify([config, content.attributes]));
  for (const [place, { shape, values }] of Object.entries(content.arrays))
    hash.update(`${place} ${shape.join()}`).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const inputs = inputsOf(each);
  known.push({
    ...{ name: each.name, file: `${number}.keras`, digest: hash.digest('hex'), shape: [BATCH, ...each.inputShape] },
    ...{ inputs: [...inputs], outputs: [...version.outputs(inputs, BATCH)] },
  });
}
await fs.writeFile(path.join(folder, 'known.json'), JSON.stringify(known));
