/** Every format, once for each direction. */
import type { ExportFormat, ExportName, ImportFormat } from './format.ts';
import { kerasExport } from './keras/export.ts';
import { savedModelExport, savedModelImport } from './saved-model/index.ts';

/** Those that can be written, by name. */
export const EXPORT_FORMATS: { readonly [N in ExportName]?: ExportFormat } = {
  keras: kerasExport,
  savedmodel: savedModelExport,
};

/** Those that can be read; the first that recognizes the files reads them. */
export const IMPORT_FORMATS: readonly ImportFormat[] = [savedModelImport];
