/** The importer as a process: forked by a worker, with the importers of every format. */
import path from 'node:path';
import { loadConfig } from '../../config.ts';
import { importFiles } from '../../data/import/index.ts';
import { loadTableEngine } from '../../data/index.ts';
import { createLogger } from '../../logger.ts';
import { openFileStorage } from '../../storage/index.ts';
import { liveAsChild } from '../child-life.ts';
import { runImporter } from './importer.ts';

liveAsChild('importer');
const config = loadConfig();
const logger = createLogger('importer', config.logLevel);
const storage = await openFileStorage(path.join(config.dataDir, 'storage'));
// Ahead of need: most of what is imported are tables.
await loadTableEngine();
runImporter({ config, logger, storage, importFiles });
