/** A process that replaces one value over and over, until it is killed. */
import { openFileStorage } from '../../src/storage/index.ts';

const [root = '', key = ''] = process.argv.slice(2);
const storage = await openFileStorage(root);
for (let round = 0; ; round++) {
  if (round === 2) process.send?.('writing');
  await storage.put(key, new Uint8Array(5_000_000).fill(round % 256));
}
