/**
 * Sees to it that every version that is new to a gate is measured: at once when this worker has published one, and from time
 * to time, whoever published it and whatever died meanwhile.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, messageOf } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { Gate, Gates, Registry } from '../../registry/index.ts';
import { type GateCheckParts, submitGateCheck } from '../../submission/index.ts';

export interface GateParts extends GateCheckParts {
  readonly gates: Gates;
  readonly registry: Pick<Registry, 'versions' | 'aliases'>;
}

export interface GateWatch {
  /** Looks now, as a version was published. */
  look(): void;
  close(): Promise<void>;
}

const EVERY_MS = 15_000;

export function watchGates(parts: GateParts, logger: Logger): GateWatch {
  const closing = new AbortController();
  let wakeUp: () => void = () => undefined;
  let asked = false;

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      asked = false;
      await lookAtGates(parts, logger).catch((error: unknown) =>
        logger.warn({ err: error }, 'could not look at gates'),
      );
      if (asked) continue;
      const woken = new Promise<void>((resolve) => {
        wakeUp = resolve;
      });
      await Promise.race([woken, sleep(EVERY_MS, undefined, { signal: closing.signal }).catch(() => undefined)]);
    }
  }

  const running = run();
  return {
    look() {
      asked = true;
      wakeUp();
    },
    async close() {
      closing.abort();
      wakeUp();
      await running;
    },
  };
}

/** Queues the measuring of every version that is newer than its model's gates and was not decided on. */
export async function lookAtGates(parts: GateParts, logger: Logger): Promise<void> {
  for (const { model, alias, gate } of await parts.gates.all()) {
    const decided = await parts.gates.decided(model, alias);
    const versions = (await parts.registry.versions(model)).filter((version) => version > gate.since);
    for (const version of versions.filter((each) => !decided.includes(each)))
      await check({ model, alias, version }, gate, parts, logger);
  }
}

async function check(
  { model, alias, version }: { readonly model: string; readonly alias: string; readonly version: number },
  gate: Gate,
  parts: GateParts,
  logger: Logger,
): Promise<void> {
  const { dataset, part, metric } = gate;
  const told = { at: new Date().toISOString(), metric, candidate: { version, value: null }, incumbent: null };
  try {
    const requestId = `gate-${model}-${alias}-${version}`.slice(0, 64);
    const job = await submitGateCheck({ model, version }, { dataset, part, alias }, { requestId }, parts);
    await parts.gates.keepDecision(model, alias, {
      ...told,
      outcome: 'measuring',
      job,
      reason: 'it is being measured',
    });
  } catch (error) {
    // What is no fault of the version is tried again.
    if (!(error instanceof AppError) || error.status >= 429) throw error;
    logger.warn({ err: error, model, alias, version }, 'a version cannot be measured by its gate');
    await parts.gates.keepDecision(model, alias, { ...told, outcome: 'refused', job: null, reason: messageOf(error) });
  }
}
