/**
 * The states of a job, written out before the code that runs them. Every change of state is one of these moves, made
 * atomically in Redis (`change-job.ts`); whoever comes second finds the state changed and is refused.
 *
 *   queued ──start──▶ running ──succeed──▶ succeeded
 *     ▲ │               │ │ └────fail────▶ failed
 *     │ └──fail─────────┼─┼───────────────▶
 *     │ └──cancel───────┼─┴────cancel────▶ cancelled   (not while publishing: then what it makes is already on its way)
 *     └────handBack─────┘
 *
 * `start` leads from running to running too: the attempt before died and could not say so. Each start counts an attempt,
 * and the number fences: what an older attempt still writes is refused.
 */

export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** What a running job is at. */
export const JOB_PHASES = ['preparing', 'training', 'evaluating', 'importing', 'publishing'] as const;
export type JobPhase = (typeof JOB_PHASES)[number];

export interface Move {
  readonly from: readonly JobStatus[];
  readonly to: JobStatus;
  /** A phase in which the move is refused. */
  readonly unlessPhase?: JobPhase;
}

export const MOVES = {
  start: { from: ['queued', 'running'], to: 'running' },
  handBack: { from: ['running'], to: 'queued' },
  /** To another phase of running. */
  proceed: { from: ['running'], to: 'running' },
  succeed: { from: ['running'], to: 'succeeded' },
  fail: { from: ['queued', 'running'], to: 'failed' },
  cancel: { from: ['queued', 'running'], to: 'cancelled', unlessPhase: 'publishing' },
} as const satisfies Record<string, Move>;

export function isFinished(status: JobStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}
