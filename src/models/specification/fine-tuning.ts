/**
 * Fine-tuning: what a network that is planned takes over from the network of a version, its base, and what of that is frozen.
 * Layers are told by their names. Pure: it knows shapes, and no weight.
 */
import type { Problem } from '../../errors.ts';
import type { NamedLayer } from './layers/index.ts';
import type { PlacedLayer } from './placement.ts';
import { placeLayers } from './placement.ts';
import type { NetworkPlan } from './plan.ts';

/** The version that a training starts from, and what it takes of it, by the names of layers with weights. */
export interface BaseVersion extends UsedBase {
  readonly model: string;
  readonly version: number;
  /** `sha256:…` */
  readonly weightsDigest: string;
}

export interface UsedBase {
  /** These start with the base's weights. */
  readonly taken: readonly string[];
  /** These are drawn. */
  readonly fresh: readonly string[];
  /** Of those that are taken, these stay as they are. */
  readonly frozen: readonly string[];
}

export interface BaseNetwork {
  /** For messages: `digits@3`. */
  readonly name: string;
  readonly layers: readonly NamedLayer[];
  /** Of one input, without the batch. */
  readonly inputShape: readonly number[];
  /** Numbers that it tells of an example. */
  readonly outputs: number;
}

export interface BaseWish {
  readonly base: BaseNetwork;
  /** Whether its outputs mean what those of the new network mean. */
  readonly keepsOutputs: boolean;
  /** As requested. */
  readonly freeze: boolean | readonly string[];
  /** To what a request says of its network: `/network`, or `/baseModel`. */
  readonly pointer: string;
}

const NAMES_SHOWN = 20;

/**
 * The layers of a base for outputs of another meaning: its output layer has as many units as they need, or is left out where it
 * cannot have. Its weights are no longer the base's, whatever their number.
 */
export function withNewHead({ layers, inputShape, outputs: before }: BaseNetwork, outputs: number): NamedLayer[] {
  const at = headOf(placeLayers(layers, inputShape));
  const head = layers[at];
  if (head?.type === 'dense' && head.units === before) return layers.with(at, { ...head, units: outputs });
  if ((head?.type === 'conv1d' || head?.type === 'conv2d') && head.filters === before)
    return layers.with(at, { ...head, filters: outputs });
  return layers.slice(0, at);
}

/**
 * Which layers take their weights from the base, and which of these are frozen.
 * @returns the plan with what is left to train, and what is wrong, with pointers into the request.
 */
export function planBase(
  plan: NetworkPlan,
  { base, keepsOutputs, freeze, pointer }: BaseWish,
): { readonly plan: NetworkPlan; readonly used: UsedBase; readonly problems: readonly Problem[] } {
  const placed = placeLayers(plan.layers, base.inputShape);
  const head = placed[headOf(placed)]?.layer.name;
  const known = new Map(placeLayers(base.layers, base.inputShape).map((each) => [each.layer.name, each]));
  const weighty = placed.filter(hasWeights);
  const isTaken = (each: PlacedLayer): boolean =>
    isAlike(each, known.get(each.layer.name)) && (keepsOutputs || each.layer.name !== head);
  const [taken, fresh] = [weighty.filter(isTaken), weighty.filter((each) => !isTaken(each))].map((each) =>
    each.map(({ layer }) => layer.name),
  ) as [string[], string[]];
  if (taken.length === 0) {
    const problems = [{ pointer, detail: nothingTaken(base, [...known.values()].filter(hasWeights), fresh) }];
    return { plan, used: { taken, fresh, frozen: [] }, problems };
  }
  const { frozen, problems } = freezing(freeze, { taken, fresh, head, names: placed.map(({ layer }) => layer.name) });
  const left = withFrozen(plan, new Set(frozen));
  if (frozen.length > 0 && left.trainableParameters === 0 && problems.length === 0) {
    const detail = `Expected a layer to train. Received: all layers with weights to freeze: ${listed(frozen)}.`;
    return { plan, used: { taken, fresh, frozen }, problems: [{ pointer: '/freeze', detail }] };
  }
  return { plan: left, used: { taken, fresh, frozen }, problems };
}

/** The last layer with weights: what comes after it only puts its numbers into form. */
function headOf(placed: readonly PlacedLayer[]): number {
  return placed.findLastIndex(hasWeights);
}

function hasWeights({ effect }: PlacedLayer): boolean {
  return effect.weights.length > 0;
}

function isAlike({ layer, effect }: PlacedLayer, base: PlacedLayer | undefined): boolean {
  if (base?.layer.type !== layer.type || base.effect.weights.length !== effect.weights.length) return false;
  return effect.weights.every(({ name, shape }, index) => {
    const other = base.effect.weights[index];
    return other?.name === name && other.shape.join() === shape.join();
  });
}

interface Freezable {
  readonly taken: readonly string[];
  readonly fresh: readonly string[];
  readonly head: string | undefined;
  /** Of all layers. */
  readonly names: readonly string[];
}

function freezing(
  freeze: BaseWish['freeze'],
  { taken, fresh, head, names }: Freezable,
): { readonly frozen: readonly string[]; readonly problems: readonly Problem[] } {
  if (freeze === false) return { frozen: [], problems: [] };
  if (freeze === true) {
    const frozen = taken.filter((name) => name !== head);
    const detail = `Expected a layer besides the output layer that takes the base's weights. Received: none.`;
    return { frozen, problems: frozen.length > 0 ? [] : [{ pointer: '/freeze', detail }] };
  }
  const frozen = new Set<string>();
  const problems = freeze.flatMap((pattern, index) => {
    const matches = matcher(pattern);
    const found = taken.filter(matches);
    for (const name of found) frozen.add(name);
    if (found.length > 0) return [];
    const received = fresh.some(matches)
      ? ', whose weights are drawn'
      : names.some(matches)
        ? ', which has no weights'
        : '';
    const detail = `Expected layers that take their weights from the base: ${listed(taken)}. Received: "${pattern}"${received}.`;
    return [{ pointer: `/freeze/${index}`, detail }];
  });
  return { frozen: taken.filter((name) => frozen.has(name)), problems };
}

/** `*` stands for any characters, and nothing else for anything but itself. Takes time in proportion to the name. */
function matcher(pattern: string): (name: string) => boolean {
  const [start = '', ...rest] = pattern.split('*');
  const end = rest.pop();
  if (end === undefined) return (name) => name === pattern;
  return (name) => {
    if (!name.startsWith(start)) return false;
    let at = start.length;
    for (const part of rest) {
      const found = name.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return name.length - end.length >= at && name.endsWith(end);
  };
}

function withFrozen(plan: NetworkPlan, frozen: ReadonlySet<string>): NetworkPlan {
  const summary = plan.summary.map((layer) => (frozen.has(layer.name) ? { ...layer, trainableParameters: 0 } : layer));
  const trainableParameters = summary.reduce((sum, layer) => sum + layer.trainableParameters, 0);
  return { ...plan, summary, trainableParameters };
}

function nothingTaken({ name }: BaseNetwork, known: readonly PlacedLayer[], fresh: readonly string[]): string {
  const theirs = listed(known.map(({ layer }) => layer.name));
  return (
    `Expected a layer, besides an output layer of another meaning, of the name, type and shapes of one of ${name}: ${theirs}. ` +
    `Received: ${listed(fresh)}, of which none is.`
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  return names.length > NAMES_SHOWN ? `${shown} and ${names.length - NAMES_SHOWN} more` : shown || 'none';
}
