/** Datasets from a file to examples: imports, what is known of them, and the preprocessing that is saved with a model. */
export {
  type AttributionKind,
  attributionKind,
  columnUnits,
  drawHeatMap,
  occlusionWindows,
  type RawBody,
  type Unit,
  windowCount,
} from './attribution/index.ts';
export { type CatalogEntry, createDatasetCatalog, type DatasetCatalog } from './catalog.ts';
export type { Claim } from './claims.ts';
export {
  type CategoryTrait,
  type ColumnSummary,
  Contract,
  type ContractCheck,
  type ContractColumn,
  checkContract,
  contractColumn,
  ecod,
  fitContract,
  type NumberTrait,
  noveltyOf,
  type OpenContract,
  openContract,
  outputTraits,
  type Trait,
} from './contract/index.ts';
export type { Dataset } from './dataset.ts';
export type { ByteInputs, Examples, Parts, TargetScale, Targets } from './examples.ts';
export {
  type EvaluationWish,
  type FittedVersion,
  fitEvaluation,
  fitPrediction,
  fitTraining,
  fitValidation,
  furtherPreprocessing,
  SCORED_PARTS,
  type ScoredData,
  type ScoredPart,
} from './fitting/index.ts';
export { type Bin, countBins } from './histogram.ts';
export type { ArchiveEntry } from './import/archive-reader.ts';
export { openArchive, type ZipArchive } from './import/archive-zip.ts';
export { ImportOptions } from './import/options.ts';
export { type ImportDatasetOptions, importDataset } from './import-dataset.ts';
export {
  type InstanceChunk,
  type InstanceTools,
  type InstanceWish,
  type RepeatedValue,
  readInstances,
  repeatableColumns,
} from './instances/index.ts';
export type { ColumnProfile, DatasetManifest, OwnParts } from './manifest.ts';
export {
  encodeFlatRows,
  jsonLines,
  type OutputColumn,
  type OutputRow,
  type OutputTools,
  type OutputValue,
} from './output/index.ts';
export { encodePng } from './picture.ts';
export { categoryColumns } from './planning/features.ts';
export { planData } from './planning/index.ts';
export { isClassified } from './planning/target-task.ts';
export { prepareData } from './preparation/index.ts';
export { type PreparedPair, prepareValidation } from './preparation/validation.ts';
export type { Learnt, PreparationTools, Prepared } from './prepared.ts';
export { PERIODS_SECONDS } from './preprocessing/columns/index.ts';
export { type Numbers, Preprocessing, preprocessingKind, type TabularPreprocessing } from './preprocessing/index.ts';
export { type RawRows, rawRows, rawRowsOfFile } from './preprocessing/tabular.ts';
export { tokenCharacters } from './preprocessing/tokens.ts';
export { FIRST_TOKEN, OUT_OF_VOCABULARY, PADDING } from './preprocessing/vocabulary.ts';
export { previewChosenRows, previewRows } from './preview.ts';
export { type SpectrogramParts, spectrogramParts } from './sound/spectrogram.ts';
export { isBroken } from './stored-dataset.ts';
export { loadEngine as loadTableEngine } from './table/index.ts';
export { beginUpload, tooLarge, type Upload } from './uploads.ts';
