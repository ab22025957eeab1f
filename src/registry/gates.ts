/**
 * Gates: the rules by which an alias moves by itself. A version that is new to a gate is measured on a dataset that was chosen
 * for that, beside the version that the alias points at, and takes its place only if it is better by a margin.
 *
 * DESIGN A gate lies at `gates/digits/production/rule.json`, what became of each version beside it (`…/4.json`): so
 * who looks for versions that were not judged yet lists one folder.
 */
import { type Evaluation, FIGURES, risesWhenBetter } from '../models/specification/index.ts';
import type { Storage } from '../storage/index.ts';

export interface GateRule {
  /** The figure of an evaluation that decides. Of losses and errors less is better. */
  readonly metric: GateMetric;
  /** By how much a version has to be better, in the metric's unit; 0: just better. */
  readonly margin: number;
  /** What the figure has to reach (or stay below), whatever it is compared with. */
  readonly minimum?: number;
}

export interface Gate extends GateRule {
  /** The data that decides, and which of its rows. */
  readonly dataset: { readonly name: string; readonly digest: string };
  readonly part: GatePart;
  /** Versions up to this one were there before: they are judged only if somebody asks. */
  readonly since: number;
  /** UTC, ISO 8601. */
  readonly at: string;
}

export const GATE_METRICS = ['loss', ...FIGURES] as const satisfies readonly (keyof Evaluation)[];
export type GateMetric = (typeof GATE_METRICS)[number];
export type GatePart = 'all' | 'train' | 'validation' | 'test';

export interface Measured {
  readonly version: number;
  readonly value: number | null;
}

/** What became of a version at a gate. */
export interface GateDecision {
  /** `promoted`: the alias points at it since. `kept`: it was not better. `refused`: it could not be measured. */
  readonly outcome: 'measuring' | 'promoted' | 'kept' | 'refused';
  readonly job: string | null;
  readonly at: string;
  readonly metric: GateMetric;
  readonly candidate: Measured;
  /** That the alias pointed at; null: nothing. */
  readonly incumbent: Measured | null;
  readonly reason: string;
}

export interface Gates {
  get(model: string, alias: string): Promise<Gate | undefined>;
  /** @param gate undefined to remove it, and what it decided. */
  set(model: string, alias: string, gate: Gate | undefined): Promise<void>;
  /** Every gate there is. */
  all(): Promise<{ readonly model: string; readonly alias: string; readonly gate: Gate }[]>;
  keepDecision(model: string, alias: string, decision: GateDecision): Promise<void>;
  /** Newest version first. */
  decisions(model: string, alias: string, countMax: number): Promise<GateDecision[]>;
  /** The versions that a gate has decided on, or is about to. */
  decided(model: string, alias: string): Promise<number[]>;
}

const VERSION_NAME = /^([1-9]\d{0,14})\.json$/;

export function createGates(storage: Storage): Gates {
  const folder = (model: string, alias: string): string => `gates/${model}/${alias}`;

  async function read<T>(key: string): Promise<T | undefined> {
    const bytes = await storage.get(key);
    return bytes && (JSON.parse(bytes.toString('utf8')) as T);
  }

  const ruleKey = (model: string, alias: string): string => `${folder(model, alias)}/rule.json`;
  const get = (model: string, alias: string): Promise<Gate | undefined> => read(ruleKey(model, alias));

  async function decided(model: string, alias: string): Promise<number[]> {
    const names = await storage.list(folder(model, alias));
    return names
      .flatMap((name) => VERSION_NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  return {
    get,
    decided,
    async set(model, alias, gate) {
      if (gate) return storage.put(ruleKey(model, alias), JSON.stringify(gate));
      await storage.deleteAll(folder(model, alias));
    },
    async all() {
      const models = await storage.list('gates');
      const found = await Promise.all(
        models.map(async (model) => {
          const aliases = await storage.list(`gates/${model}`);
          return Promise.all(aliases.map(async (alias) => ({ model, alias, gate: await get(model, alias) })));
        }),
      );
      return found.flat().flatMap(({ gate, ...rest }) => (gate ? [{ ...rest, gate }] : []));
    },
    keepDecision: (model, alias, decision) =>
      storage.put(`${folder(model, alias)}/${decision.candidate.version}.json`, JSON.stringify(decision)),
    async decisions(model, alias, countMax) {
      const versions = (await decided(model, alias)).slice(-countMax).reverse();
      const found = await Promise.all(
        versions.map((each) => read<GateDecision>(`${folder(model, alias)}/${each}.json`)),
      );
      return found.flatMap((each) => each ?? []);
    },
  };
}

/** @returns whether a candidate passes, and why. @param incumbent undefined where the alias points at nothing. */
export function passes(
  { metric, margin, minimum }: GateRule,
  candidate: number,
  incumbent: number | undefined,
): { readonly passes: boolean; readonly reason: string } {
  const sign = risesWhenBetter(metric) ? 1 : -1;
  const told = `${metric} ${candidate}`;
  if (minimum !== undefined && (candidate - minimum) * sign < 0) {
    const bound = sign > 0 ? 'at least' : 'at most';
    return { passes: false, reason: `${told}, where the gate asks for ${bound} ${minimum}` };
  }
  if (incumbent === undefined) return { passes: true, reason: `${told}, and no version before it` };
  const gain = (candidate - incumbent) * sign;
  const better = gain > 0 && gain >= margin;
  const compared = `${told} against ${incumbent}, ${Math.abs(gain).toPrecision(3)} ${gain > 0 ? 'better' : 'worse'}`;
  return { passes: better, reason: better ? compared : `${compared}; the gate asks for ${margin} better` };
}
