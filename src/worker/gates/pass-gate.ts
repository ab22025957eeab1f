/**
 * The end of an evaluation for a gate: what the version was measured to be is compared with the version that the alias points
 * at, which is measured too where it was not yet, and the alias moves or stays.
 */
import { AppError, codeOf } from '../../errors.ts';
import type { Evaluation } from '../../models/specification/index.ts';
import type { Attempt, EvaluationSpecification } from '../../queue/index.ts';
import { type Gate, type GateDecision, passes, type Registry } from '../../registry/index.ts';
import { planGateCheck } from '../../submission/index.ts';
import type { GateParts } from './watch-gates.ts';

export interface PassParts extends GateParts {
  readonly registry: Pick<Registry, 'versions' | 'aliases' | 'point' | 'evaluations'>;
}

/** Somebody else may move the alias meanwhile, and then the comparison is with that version. */
const TRIES = 5;
const EVALUATIONS_LOOKED_AT = 100;

/**
 * @param measured what the candidate was measured to be.
 * @param measure measures another version, as part of this attempt.
 * @throws AppError ERR_UNAVAILABLE; what `measure` throws.
 */
export async function passGate(
  attempt: Attempt<'evaluate'>,
  measured: Evaluation,
  parts: PassParts,
  measure: (specification: EvaluationSpecification) => Promise<Evaluation>,
): Promise<void> {
  const { specification, jobId } = attempt;
  const { model, version, gate: alias } = specification;
  if (alias === undefined) return;
  const gate = await parts.gates.get(model, alias);
  if (!gate || gate.dataset.digest !== specification.datasetDigest || gate.part !== specification.part) {
    attempt.log(`The gate of "${alias}" is another one by now, or gone: nothing is decided.`);
    return;
  }
  const decided = await decide(attempt, gate, measured, parts, measure);
  const decision: GateDecision = { ...decided, job: jobId, at: new Date().toISOString(), metric: gate.metric };
  await parts.gates.keepDecision(model, alias, decision);
  attempt.log(
    `"${alias}" ${decision.outcome === 'promoted' ? `points at version ${version} now` : 'stays'}: ${decision.reason}.`,
  );
}

type Decided = Pick<GateDecision, 'outcome' | 'candidate' | 'incumbent' | 'reason'>;

async function decide(
  attempt: Attempt<'evaluate'>,
  gate: Gate,
  measured: Evaluation,
  parts: PassParts,
  measure: (specification: EvaluationSpecification) => Promise<Evaluation>,
): Promise<Decided> {
  const { model, version, gate: alias = '' } = attempt.specification;
  const value = measured[gate.metric] ?? null;
  const candidate = { version, value };
  const refused = (reason: string): Decided => ({ outcome: 'refused', candidate, incumbent: null, reason });
  if (value === null) return refused(`version ${version} has no ${gate.metric}`);
  for (let tries = 0; tries < TRIES; tries++) {
    const entry = await parts.registry.aliases.get(model, alias);
    // An attempt before this one may have moved it and died.
    if (entry?.version === version)
      return { outcome: 'promoted', candidate, incumbent: null, reason: 'the alias points at it' };
    const other = entry && (await figureOf(entry.version, attempt, gate, parts, measure));
    if (typeof other === 'string') return refused(other);
    const { passes: isBetter, reason } = passes(gate, value, other);
    const incumbent = entry && other !== undefined ? { version: entry.version, value: other } : null;
    if (!isBetter) return { outcome: 'kept', candidate, incumbent, reason };
    try {
      const by = { requestId: attempt.requestId, reason: `by its gate: ${reason}` };
      await parts.registry.point({ model, alias, division: { version } }, by, entry?.revision ?? 0);
      return { outcome: 'promoted', candidate, incumbent, reason };
    } catch (error) {
      if (codeOf(error) !== 'ERR_PRECONDITION') throw error;
    }
  }
  return refused('the alias was moved again and again meanwhile');
}

/** The figure of the version that the alias points at, measured now if it never was; or why there is none. */
async function figureOf(
  version: number,
  { specification: { model } }: Attempt<'evaluate'>,
  { metric, dataset, part }: Gate,
  { registry, catalog, version: find }: PassParts,
  measure: (specification: EvaluationSpecification) => Promise<Evaluation>,
): Promise<number | string> {
  const known = (await registry.evaluations({ model, version }, EVALUATIONS_LOOKED_AT)).find(
    (each) => each.dataset.digest === dataset.digest && each.part === part,
  );
  try {
    const plan = await planGateCheck({ model, version }, { dataset, part }, { catalog, version: find });
    const { [metric]: value } = known?.evaluation ?? (await measure(plan));
    return value ?? `version ${version}, to which the alias points, has no ${metric}`;
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 429) throw error;
    return `version ${version}, to which the alias points, cannot be measured: ${error.message}`;
  }
}
