/** Every format, once for each direction. */
import type { ExportFormat, ExportName, ImportFormat } from './format.ts';
import { kerasExport } from './keras/export.ts';
import { kerasImport } from './keras/import.ts';
import { h5Import } from './keras/import-h5.ts';
import { savedModelExport, savedModelImport } from './saved-model/index.ts';
import { tfjsExport } from './tfjs/export.ts';
import { tfjsImport } from './tfjs/import.ts';

/** Those that can be written, by name. */
export const EXPORT_FORMATS: { readonly [N in ExportName]?: ExportFormat } = {
  keras: kerasExport,
  savedmodel: savedModelExport,
  tfjs: tfjsExport,
};

/** Those that can be read; the first that recognizes the files reads them. */
export const IMPORT_FORMATS: readonly ImportFormat[] = [kerasImport, tfjsImport, savedModelImport, h5Import];
