/** Versions in the formats of other tools, and back. What other folders may use. */
export { createExports, type Exports, exportFormat, type StoredExport } from './exports.ts';
export { EXPORT_NAMES, type ExportFormat, type ExportName } from './format.ts';
export { ImportVersionOptions } from './import-options.ts';
export { createImports, type ImportedVersion, type Imports } from './import-version.ts';
