/** Versions in the formats of other tools, and back. What other folders may use. */
export { createExports, type Exports, type StoredExport } from './exports.ts';
export { EXPORT_NAMES, type ExportName } from './format.ts';
