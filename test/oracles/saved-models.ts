/**
 * Makes saved-models.json: what TensorFlow answers by SavedModels that this service wrote, and their digests. saved_models.py, which
 * asks TensorFlow, says which environment it needs.
 *
 * Run:  node --import tsx test/oracles/saved-models.ts v/bin/python > test/oracles/saved-models.json
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { savedModelExport } from '../../src/exchange/saved-model/index.ts';
import { savedModelCases } from '../exchange/saved-model-cases.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const folder = await makeTemporaryFolder();
const digests = new Map<string, string>();
const asked: object[] = [];
for (const { name, version, tensors } of savedModelCases()) {
  const hash = createHash('sha256');
  for (const { path: file, bytes } of await savedModelExport.files(version)) {
    const place = path.join(folder, name, file);
    await fs.mkdir(path.dirname(place), { recursive: true });
    await fs.writeFile(place, bytes);
    if (file === 'saved_model.pb' || file.startsWith('variables/')) hash.update(bytes);
  }
  digests.set(name, hash.digest('hex'));
  const { preprocessing } = version.manifest;
  const columns = preprocessing.kind === 'tabular' ? preprocessing.columns : [];
  const optional = columns.filter(({ nullable }) => nullable).map((column) => column.name);
  asked.push({ name, folder: path.join(folder, name), tensors, optional });
}

const [, , python = 'python3'] = process.argv;
const script = path.join(import.meta.dirname, 'saved_models.py');
const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
child.stdin.end(JSON.stringify(asked));
const { tensorflow, outputs } = (await json(child.stdout)) as {
  readonly tensorflow: string;
  readonly outputs: Readonly<Record<string, number[][]>>;
};
const cases = [...digests].map(([name, digest]) => [name, { digest, outputs: outputs[name] }]);
const { unicode } = process.versions as { readonly unicode?: string };
process.stdout.write(`${JSON.stringify({ tensorflow, unicode, cases: Object.fromEntries(cases) }, null, 1)}\n`);
