/** What is said of a job in a few words. */
import type { JobData } from '../../client/types.ts';
import { bytes, duration, number, percent } from './format.ts';

const KINDS: Readonly<Record<JobData['kind'], string>> = {
  train: 'Training',
  import: 'Import',
  evaluate: 'Evaluation',
  predict: 'Batch prediction',
  sweep: 'Sweep',
};

export function kindOf({ kind }: Pick<JobData, 'kind'>): string {
  return KINDS[kind];
}

/** What it is about: `digits on mnist`. */
export function titleOf({ kind, model, dataset, version }: JobData): string {
  if (kind === 'import' || model === null) return dataset;
  return kind === 'evaluate' || kind === 'predict'
    ? `${model} v${version?.version ?? ''} on ${dataset}`
    : `${model} on ${dataset}`;
}

/** How far it is. */
export function whereOf({ progress, status, kind, finishedAt }: JobData): string {
  const { epoch, epochs, phase, etaSeconds, trials, message } = progress;
  const left = etaSeconds && status === 'running' ? `${duration(etaSeconds)} left` : undefined;
  if (finishedAt !== null) return '';
  if (status === 'queued') return 'waits for a worker';
  if (kind === 'sweep' && trials) return [`${trials.done} of ${trials.all} trials`, left].filter(Boolean).join(', ');
  if (kind === 'train' && epochs > 0 && phase === 'training')
    return [`epoch ${epoch} of ${epochs}`, left].filter(Boolean).join(', ');
  return [message ?? (status === 'running' ? phase : ''), left].filter(Boolean).join(', ');
}

/** The figure by which it is known best. */
export function figureOf({ evaluation, metrics, output, kind, progress }: JobData): string {
  if (kind === 'sweep' && progress.trials?.best) return `best ${number(progress.trials.best.metric)}`;
  if (output) return `${number(output.rows)} rows, ${bytes(output.bytes)}`;
  const told = evaluation ?? metrics;
  const accuracy = evaluation?.accuracy ?? metrics.valAccuracy ?? metrics.accuracy;
  if (accuracy !== undefined) return `${percent(accuracy)} accurate`;
  return told.loss === undefined ? '' : `loss ${number(told.loss)}`;
}

/** For an axis or a heading: `valMeanAbsoluteError` is `mean absolute error`. */
export function wordsOf(name: string): string {
  return name.replace(
    /([a-z0-9])([A-Z])/g,
    (_all, before: string, letter: string) => `${before} ${letter.toLowerCase()}`,
  );
}

/** Whether a figure is one to watch: not where or when, but how well. */
export function isFigure(name: string): boolean {
  return !['epoch', 'seconds', 'stoppedEarly', 'memoryBytes'].includes(name);
}
