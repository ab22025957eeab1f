/** Compares what one request predicts with what its version's training saw. */
import {
  Contract,
  type ContractCheck,
  checkContract,
  type OpenContract,
  openContract,
  type RawRows,
  rawRows,
  rawRowsOfFile,
} from '../data/index.ts';
import type { Manifest } from '../registry/index.ts';
import { guard } from '../validation.ts';
import type { Caller } from './in-time.ts';

/** What the inputs came from: whoever wrote them knows them by these words. */
export type RawInputs = { readonly instances: unknown } | { readonly csv: Uint8Array };

export interface RequestCheck {
  /** To be asked for a prediction with. */
  readonly caller: Pick<Caller, 'encoded'>;
  /**
   * Once it was predicted.
   * @returns undefined for a version that has no contract.
   */
  result(raw?: RawInputs): Promise<ContractCheck | undefined>;
}

/** A loaded version predicts again and again; its contract is opened once. */
const OPENED = new WeakMap<Manifest, { readonly contract: OpenContract | undefined }>();

const isContract = guard(Contract);

/** @returns undefined for a version of an earlier release, and for a contract that is none: the version serves all the same. */
export function contractOf(manifest: Manifest): OpenContract | undefined {
  const known = OPENED.get(manifest);
  if (known) return known.contract;
  const kept: unknown = manifest.contract;
  const contract = isContract(kept) ? openContract(manifest.preprocessing, kept) : undefined;
  OPENED.set(manifest, { contract });
  return contract;
}

export function createRequestCheck(): RequestCheck {
  let predicted: { readonly manifest: Manifest; readonly inputs: Float32Array } | undefined;
  return {
    caller: {
      encoded(manifest, inputs) {
        predicted ??= { manifest, inputs };
      },
    },
    async result(raw) {
      if (!predicted) return undefined;
      const { manifest, inputs } = predicted;
      const contract = contractOf(manifest);
      if (!contract) return undefined;
      const { preprocessing, inputShape } = manifest;
      const size = inputShape.reduce((product, side) => product * side, 1);
      return checkContract(preprocessing, contract, inputs, size, await rowsOf(manifest, raw, inputs.length / size));
    },
  };
}

async function rowsOf({ preprocessing }: Manifest, raw: RawInputs | undefined, count: number) {
  if (!raw || preprocessing.kind !== 'tabular') return undefined;
  const rows: RawRows | undefined =
    'csv' in raw
      ? await rawRowsOfFile(preprocessing, raw.csv, count)
      : Array.isArray(raw.instances)
        ? rawRows(preprocessing, raw.instances)
        : undefined;
  return rows?.count === count ? rows : undefined;
}
