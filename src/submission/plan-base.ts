/** The version that a training starts from: what it takes of it, and the network that follows where the request names none. */
import { AppError, type Problem } from '../errors.ts';
import {
  type BaseNetwork,
  type BaseVersion,
  type ChosenNetwork,
  type DataPlan,
  type JobRequest,
  type NetworkPlan,
  planBase,
  withNewHead,
} from '../models/specification/index.ts';
import { type FindVersion, type KnownVersion, unknownVersion, versionName } from './known-version.ts';

/** @throws AppError ERR_VERSION_UNKNOWN. @returns undefined where all weights are drawn. */
export async function openBase({ baseModel }: JobRequest, version: FindVersion): Promise<KnownVersion | undefined> {
  if (baseModel === undefined) return undefined;
  const base = await version(baseModel);
  if (base) return base;
  throw unknownVersion(baseModel, '/baseModel');
}

/** What a request says that holds with a base only, or lacks that only a base makes good. */
export function baseProblems({ baseModel, network, freeze }: JobRequest): Problem[] {
  if (baseModel !== undefined) return [];
  const problems: Problem[] = [];
  if (network === undefined)
    problems.push({
      pointer: '/network',
      detail: 'Expected a network, or a baseModel whose network is taken. Received: neither.',
    });
  if (freeze !== undefined && freeze !== false)
    problems.push({
      pointer: '/freeze',
      detail: 'Expected a baseModel, whose weights are kept. Received: layers to freeze without one.',
    });
  return problems;
}

/** The layers of the base, where the request names none. */
export function networkOfBase(base: KnownVersion, data: DataPlan, keepsOutputs: boolean): ChosenNetwork {
  const layers = keepsOutputs ? base.layers : withNewHead(baseNetwork(base), data.task.labels.length);
  return { layers: [...layers] };
}

/** Plans with pointers to what the request says of its network: to the base, where that is all it says. */
export function pointedTo<T>({ network }: JobRequest, plan: () => T): T {
  if (network !== undefined) return plan();
  try {
    return plan();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const problems = error.problems.map(({ pointer, detail }) => ({
      pointer: pointer.startsWith('/network') ? '/baseModel' : pointer,
      detail,
    }));
    throw new AppError(error.code, error.message, { problems, cause: error });
  }
}

/**
 * What the planned network takes of the base.
 * @returns the plan with what is left to train, the base as the specification keeps it, and what is wrong.
 */
export function useBase(
  plan: NetworkPlan,
  base: KnownVersion,
  keepsOutputs: boolean,
  { freeze = false, network }: JobRequest,
): { readonly plan: NetworkPlan; readonly base: BaseVersion; readonly problems: readonly Problem[] } {
  const pointer = network === undefined ? '/baseModel' : '/network';
  const { used, ...rest } = planBase(plan, { base: baseNetwork(base), keepsOutputs, freeze, pointer });
  const { model, version, weightsDigest } = base;
  return { ...rest, base: { model, version, weightsDigest, ...used } };
}

function baseNetwork(base: KnownVersion): BaseNetwork {
  const { layers, inputShape, labels } = base;
  return { name: versionName(base), layers, inputShape, outputs: labels.length };
}
