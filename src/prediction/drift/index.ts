/** Whether what is predicted still resembles what was trained with. */
export { type DriftReport, reportDrift } from './drift-report.ts';
export { PSI_MAJOR, PSI_MODERATE, VERDICTS as DRIFT_VERDICTS } from './report.ts';
export { WINDOWS as DRIFT_WINDOWS } from './slots.ts';
export { createDriftWatch, type DriftWatch, type DriftWatchOptions } from './watch.ts';
