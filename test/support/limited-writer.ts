/** A process that writes a large value by both ways and tells how each went, as JSON. */
import { AppError } from '../../src/errors.ts';
import { openFileStorage } from '../../src/storage/index.ts';

const storage = await openFileStorage(process.argv[2] ?? '');
const bytes = new Uint8Array(1_000_000).fill(7);
const outcome: Record<string, string> = {};
try {
  await storage.put('old', bytes);
  outcome['put'] = 'written';
} catch (error) {
  outcome['put'] = error instanceof AppError ? error.code : String(error);
  outcome['message'] = error instanceof Error ? error.message : '';
}
try {
  outcome['putIfAbsent'] = (await storage.putIfAbsent('new', bytes)) ? 'written' : 'taken';
} catch (error) {
  outcome['putIfAbsent'] = error instanceof AppError ? error.code : String(error);
}
process.stdout.write(JSON.stringify(outcome));
