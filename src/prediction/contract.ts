/** Compares what one request predicts with what its version's training saw. */
import {
  Contract,
  type ContractCheck,
  checkContract,
  type OpenContract,
  openContract,
  type RawRows,
} from '../data/index.ts';
import type { Manifest } from '../registry/index.ts';
import { guard } from '../validation.ts';

type WithContract = Pick<Manifest, 'preprocessing' | 'contract'>;

/** A loaded version predicts again and again; its contract is opened once. */
const OPENED = new WeakMap<WithContract, { readonly contract: OpenContract | undefined }>();

const isContract = guard(Contract);

/** @returns undefined for a version of an earlier release, and for a contract that is none: the version serves all the same. */
export function contractOf(version: WithContract): OpenContract | undefined {
  const known = OPENED.get(version);
  if (known) return known.contract;
  const kept: unknown = version.contract;
  const contract = isContract(kept) ? openContract(version.preprocessing, kept) : undefined;
  OPENED.set(version, { contract });
  return contract;
}

/**
 * @param inputs whole inputs of the network.
 * @param rows that they were made of, where those were rows of a table: whoever wrote them knows them by these words.
 * @returns undefined for a version that has no contract.
 */
export async function contractOfInputs(
  version: WithContract & Pick<Manifest, 'inputShape'>,
  inputs: Float32Array,
  rows: RawRows | undefined,
): Promise<ContractCheck | undefined> {
  const contract = contractOf(version);
  if (!contract) return undefined;
  const size = version.inputShape.reduce((product, side) => product * side, 1);
  const same = rows?.count === inputs.length / size ? rows : undefined;
  return checkContract(version.preprocessing, contract, inputs, size, same);
}
