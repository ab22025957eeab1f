/**
 * Explains predictions: raw inputs in, what in them the answer rests on out. Knows nothing of HTTP.
 *
 * DESIGN An explanation computes a prediction some hundred times over, so one is made at a time, in a session with one thread of its
 * own, in calls of some rows: predictions have the rest of the processor, and the event loop. Before each call it is asked whether
 * anybody still waits.
 */
import type { Manifest, Registry } from '../registry/index.ts';
import { createExplainedNetworks } from './explained-networks.ts';
import { type Explanation, explainAll } from './explanation.ts';
import { type Caller, inTime } from './in-time.ts';
import type { Reader } from './reader.ts';
import type { Forms } from './requests/forms.ts';
import { createTurns, nobodyWaits } from './turns.ts';

export interface Explainer {
  /**
   * Explains each instance of a body.
   * @param bytes of it; they may be taken over.
   * @throws AppError as `readRequest`, and ERR_PREDICTION_NOT_FINITE, ERR_LINE_FULL, ERR_DEADLINE.
   */
  explain(manifest: Manifest, bytes: Uint8Array, asked: Forms['explanation'], caller?: Caller): Promise<Explanation[]>;
  close(): Promise<void>;
}

export interface ExplainerOptions {
  readonly registry: Pick<Registry, 'weights'>;
  readonly reader: Pick<Reader, 'read'>;
  /** Explanations that may wait for the one that is computed. Default: 16. */
  readonly waitingMax?: number;
}

export const EXPLANATIONS_WAITING_MAX = 16;
/** Without an explanation for so long, the memory is better used otherwise. */
const IDLE_MS = 300_000;

export function createExplainer({
  registry,
  reader,
  waitingMax = EXPLANATIONS_WAITING_MAX,
}: ExplainerOptions): Explainer {
  const networks = createExplainedNetworks(registry);
  const turns = createTurns(waitingMax);
  let idle: NodeJS.Timeout | undefined;

  function clear(): Promise<void> {
    return turns.take(
      () => true,
      async () => networks.clear(),
    );
  }

  return {
    explain(manifest, bytes, asked, caller = {}) {
      return inTime(caller, async (isWanted) => {
        const read = await reader.read(manifest, { form: 'explanation', bytes, ...asked }, isWanted);
        return turns.take(isWanted, async () => {
          clearTimeout(idle);
          try {
            const check = (): void => {
              if (!isWanted()) throw nobodyWaits();
            };
            check();
            const network = await networks.open(manifest);
            return await explainAll({ manifest, network, method: read.method, wish: read.wish, check }, read);
          } finally {
            // A full line is not idle: whoever waits sets the next timer.
            idle = setTimeout(() => void clear().catch(() => undefined), IDLE_MS).unref();
          }
        });
      });
    },
    close() {
      clearTimeout(idle);
      return clear();
    },
  };
}
