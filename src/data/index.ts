/** Datasets, their examples, and the preprocessing that is saved with a model. */
export { createDatasetCatalog, type DatasetCatalog } from './catalog.ts';
export type { Dataset, PartName } from './dataset.ts';
export type { Examples } from './examples.ts';
export { decodePicture, encodePng } from './picture.ts';
export { inputShapeOf, Preprocessing, preprocess } from './preprocessing.ts';
