/** `npm run client`: makes the client's types anew, after a route or a schema has changed. */
import { writeFile } from 'node:fs/promises';
import { makeSchema } from './schema.ts';

await writeFile(new URL('../../client/schema.ts', import.meta.url), await makeSchema());
process.stdout.write('client/schema.ts is what the service documents.\n');
process.exit();
