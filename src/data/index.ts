/** Datasets, their examples, and the preprocessing that is saved with a model. */
export { createDatasetCatalog, type DatasetCatalog } from './catalog.ts';
export type { Dataset } from './dataset.ts';
export type { ByteInputs, Examples, Parts, TargetScale, Targets } from './examples.ts';
export type { DatasetManifest } from './manifest.ts';
export { encodePng } from './picture.ts';
export { planData } from './planning/index.ts';
export { prepareData } from './preparation/index.ts';
export type { PreparationTools, Prepared } from './prepared.ts';
export { Preprocessing, preprocessingKind } from './preprocessing/index.ts';
