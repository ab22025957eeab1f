/** Datasets, their examples, and the preprocessing that is saved with a model. */
export { type CatalogEntry, createDatasetCatalog, type DatasetCatalog } from './catalog.ts';
export type { Claim } from './claims.ts';
export type { Dataset } from './dataset.ts';
export type { Examples } from './examples.ts';
export { ImportOptions } from './import/options.ts';
export { type ImportDatasetOptions, importDataset } from './import-dataset.ts';
export type { ColumnProfile, DatasetManifest } from './manifest.ts';
export { decodePicture, encodePng } from './picture.ts';
export { inputShapeOf, Preprocessing, preprocess } from './preprocessing.ts';
export { previewRows } from './preview.ts';
export { isBroken } from './stored-dataset.ts';
export { beginUpload, tooLarge, type Upload } from './uploads.ts';
