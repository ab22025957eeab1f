/** Tables in files, by way of DuckDB. */
export type { TableChunk, WantedColumn } from './chunk.ts';
export { type Engine, type EngineOptions, type EngineRow, type EngineValue, loadEngine, openEngine } from './engine.ts';
export { identifier, literal } from './quoting.ts';
export {
  type HistogramBins,
  isoSql,
  openTable,
  type PreviewValue,
  type ReadOptions,
  type Table,
  type TableColumn,
} from './table.ts';
