/** What training saw, and how predictions compare with it. */
export { type ContractCheck, checkContract, type OpenContract, openContract } from './check.ts';
export { type ContractColumn, contractColumn } from './column.ts';
export { type ContractSource, fitContract } from './fit.ts';
export { ecod, noveltyOf } from './novelty.ts';
export { type OutputReader, outputTraits } from './output-traits.ts';
export { ColumnSummary, Contract } from './schema.ts';
export type { CategoryTrait, NumberTrait, Trait } from './traits.ts';
