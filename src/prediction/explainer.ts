/**
 * Explains predictions: raw inputs in, what in them the answer rests on out. Knows nothing of HTTP.
 *
 * DESIGN An explanation computes a prediction some hundred times over, so one is made at a time, in a session with one thread of its
 * own, in calls of some rows: predictions have the rest of the processor, and the event loop. Before each call it is asked whether
 * anybody still waits.
 */
import { attributionKind, preprocessingKind, type RawBody } from '../data/index.ts';
import { AppError } from '../errors.ts';
import type { Manifest, Registry } from '../registry/index.ts';
import { createExplainedNetworks } from './explained-networks.ts';
import { type AskedInstances, type Explanation, explainAll } from './explanation.ts';
import { type ExplanationWish, methodOf, namedBaseline } from './explanation-wish.ts';
import { type Caller, inTime } from './in-time.ts';
import { expectInstances } from './read-inputs.ts';
import { createTurns, nobodyWaits } from './turns.ts';

export interface Explainer {
  /**
   * Explains each instance.
   * @throws AppError ERR_EXPLANATION, ERR_INSTANCES, ERR_PICTURE, ERR_PREDICTION_NOT_FINITE, ERR_LINE_FULL, ERR_DEADLINE.
   */
  explain(manifest: Manifest, body: RawBody, wish: ExplanationWish, caller?: Caller): Promise<Explanation[]>;
  close(): Promise<void>;
}

export interface ExplainerOptions {
  readonly registry: Pick<Registry, 'weights'>;
  /** Explanations that may wait for the one that is computed. Default: 16. */
  readonly waitingMax?: number;
}

/** In one request. */
export const EXPLAINED_MAX = 16;
export const EXPLANATIONS_WAITING_MAX = 16;
/** Without an explanation for so long, the memory is better used otherwise. */
const IDLE_MS = 300_000;

export function createExplainer({ registry, waitingMax = EXPLANATIONS_WAITING_MAX }: ExplainerOptions): Explainer {
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
    explain(manifest, body, wish, caller = {}) {
      return inTime(caller, async (isWanted) => {
        const method = methodOf(manifest, wish);
        const asked = await readBody(manifest, body, wish);
        return turns.take(isWanted, async () => {
          clearTimeout(idle);
          try {
            const check = (): void => {
              if (!isWanted()) throw nobodyWaits();
            };
            check();
            const network = await networks.open(manifest);
            return await explainAll({ manifest, network, method, wish, check }, asked);
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

async function readBody(manifest: Manifest, body: RawBody, wish: ExplanationWish): Promise<AskedInstances> {
  const { preprocessing } = manifest;
  const kind = preprocessingKind(preprocessing);
  const named = namedBaseline(manifest, wish);
  const baseline = named ?? (await asBaseline(kind.encodeInstances(preprocessing, [wish.baseline])));
  const inputs =
    'instances' in body
      ? await kind.encodeInstances(preprocessing, expectInstances(body.instances, EXPLAINED_MAX))
      : await kind.encodeFile(preprocessing, body.bytes, body.mediaType, EXPLAINED_MAX);
  const { names } = attributionKind(preprocessing);
  return {
    ...{ inputs, baseline, names: (await names?.(preprocessing, body)) ?? (() => []) },
    baselineNames:
      named === undefined ? (await names?.(preprocessing, { instances: [wish.baseline] }))?.(0) : undefined,
  };
}

async function asBaseline(encoding: Promise<Float32Array>): Promise<Float32Array> {
  return encoding.catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    const detail = error.message.replace('instances[0]', 'baseline');
    throw new AppError('ERR_EXPLANATION', `baseline: ${detail}`, {
      problems: [{ pointer: '/baseline', detail }],
      cause: error,
    });
  });
}
