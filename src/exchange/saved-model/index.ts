/** TensorFlow's SavedModel, written and read. */
export { savedModelExport } from './export.ts';
