/**
 * The states of a job, written out before the code that runs them. Every change of state is one of these moves, made
 * atomically in Redis (`change-job.ts`); whoever comes second finds the state changed and is refused.
 *
 *             ┌────────── resume ──────────┐
 *             ▼                            │
 *   ┌────▶ queued ─────── pause ───────▶ paused ──cancel──▶ cancelled
 *   │       │ │ └──cancel──▶ cancelled     ▲
 *   │     start └──fail────▶ failed        │
 *   │       ▼                              │
 *   └──── running ── askPause, settle ─────┘
 *  handBack │ │ └──cancel──▶ cancelled   (not while publishing: then what it makes is already on its way)
 *           │ └────fail────▶ failed
 *           └───succeed────▶ succeeded
 *
 * `start` leads from running to running too: the attempt before died and could not say so. Each start makes the attempt the
 * holder of the job, and that fences: what an attempt before it still writes is refused.
 *
 * A running job is paused in two moves. `askPause` leaves it running and marks it `pausing`; its worker is told, and
 * settles it once the trainer has written a checkpoint. If the worker dies meanwhile, the next start or handBack finds the
 * mark and pauses the job instead. A job that is `pausing` may still end, if the end comes first.
 *
 * A sweep waits for its trainings as a running job without a worker: whoever takes its entry next starts again, from running.
 *
 * What requests are answered (200 unless it says 409):
 *
 *              queued       running           publishing   paused      ended
 *   cancel     cancelled    cancelled         409          cancelled   409
 *   pause      paused       pausing, paused   409          409         409     (of what is no training: always 409)
 *   resume     409          409               409          queued      409
 */

export const JOB_STATUSES = ['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** What a running job is at. */
export const JOB_PHASES = [
  'preparing',
  'training',
  'evaluating',
  'importing',
  'predicting',
  'searching',
  'publishing',
] as const;
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
  pause: { from: ['queued'], to: 'paused' },
  askPause: { from: ['running'], to: 'running', unlessPhase: 'publishing' },
  settle: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'queued' },
  succeed: { from: ['running'], to: 'succeeded' },
  fail: { from: ['queued', 'running'], to: 'failed' },
  cancel: { from: ['queued', 'running', 'paused'], to: 'cancelled', unlessPhase: 'publishing' },
} as const satisfies Record<string, Move>;

/** What a client can ask of a job, with the moves that answer it: the first that is allowed. */
export const REQUESTS = {
  cancel: [MOVES.cancel],
  pause: [MOVES.pause, MOVES.askPause],
  resume: [MOVES.resume],
} as const satisfies Record<string, readonly Move[]>;
export type JobRequestName = keyof typeof REQUESTS;

export function isFinished(status: JobStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}
