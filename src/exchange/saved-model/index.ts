/** TensorFlow's SavedModel, written and read. */
export { savedModelExport } from './export.ts';
export { savedModelImport } from './import.ts';
