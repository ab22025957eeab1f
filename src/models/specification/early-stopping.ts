/**
 * When a training ends before its epochs do, and which epoch's weights it keeps: Keras' EarlyStopping, but that the best
 * weights are kept unless the job says otherwise. With a patience as long as the epochs it only chooses the best epoch.
 */
import Type, { type Static } from 'typebox';
import { Monitor, MonitorMode } from './monitors.ts';

const PATIENCE = 5;

export const EarlyStopping = Type.Object(
  {
    /** Unset: the loss of the examples held back, or where none are, of those that are trained on. */
    monitor: Type.Optional(Monitor),
    mode: Type.Optional(MonitorMode),
    /** So many epochs in a row may be no better than the best one. */
    patience: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    /** By how much an epoch has to be better to count as such. */
    minDelta: Type.Optional(Type.Number({ minimum: 0 })),
    /** Whether the network ends with the weights of the best epoch, else of the last. */
    restoreBest: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type EarlyStopping = Static<typeof EarlyStopping>;

export interface ResolvedEarlyStopping {
  /** Unset: which loss it is shows only when an epoch tells it. */
  readonly monitor?: Monitor;
  readonly mode: MonitorMode;
  readonly patience: number;
  readonly minDelta: number;
  readonly restoreBest: boolean;
}

export function resolveEarlyStopping({ monitor, mode, patience, minDelta, restoreBest }: EarlyStopping) {
  return {
    ...(monitor && { monitor }),
    mode: mode ?? 'auto',
    patience: patience ?? PATIENCE,
    minDelta: minDelta ?? 0,
    restoreBest: restoreBest ?? true,
  } satisfies ResolvedEarlyStopping;
}
