/** The forms that the body of a request may have, and what is read from each. Types alone. */
import type { ContractCheck } from '../../data/index.ts';
import type { Manifest } from '../../registry/index.ts';
import type { ExplanationWish, Method } from '../explanation-wish.ts';
import type { RequestedOutput } from './open-inference/outputs.ts';

/** What of a version says how its requests are read. */
export type ReadVersion = Pick<Manifest, 'preprocessing' | 'task' | 'labels' | 'inputShape' | 'contract'>;

/** What is told of a form, beside its bytes. */
export interface Forms {
  /** One picture, sound or text, or the rows of a table. */
  readonly file: { readonly mediaType: string; readonly contract?: boolean };
  /** TensorFlow Serving's rows or columns. */
  readonly predict: { readonly contract?: boolean };
  /** Its examples, for either of its methods. */
  readonly examples: { readonly method: 'classify' | 'regress' };
  /** JSON of the Open Inference Protocol, and raw tensors behind so many bytes of it; without them, the one raw tensor. */
  readonly inference: { readonly jsonBytes?: number };
  /** What a prediction takes, with what is asked about it; without a media type it is JSON. */
  readonly explanation: {
    readonly mediaType?: string;
    /** That did not come with the body. */
    readonly wish: ExplanationWish;
    /** Whether the answer is to be drawn. */
    readonly heatMap: boolean;
  };
}

export type Form = keyof Forms;
export type RequestBody<F extends Form = Form> = {
  [K in F]: Forms[K] & { readonly form: K; readonly bytes: Uint8Array };
}[F];

/** All that is asked for in every form. */
export interface ReadInputs {
  /** Whole inputs of the network, row-major. */
  readonly inputs: Float32Array;
  /** Where it was asked for; undefined for a version that has no contract. */
  readonly contract?: ContractCheck | undefined;
}

export interface ReadExplanation extends ReadInputs {
  readonly wish: ExplanationWish;
  readonly method: Method;
  /** The name of one, or one input. */
  readonly baseline: string | Float32Array;
  /** What the units of each input are called, where they have names; those of a baseline that is an instance. */
  readonly names?: readonly (readonly unknown[])[] | undefined;
  readonly baselineNames?: readonly unknown[] | undefined;
}

export interface Readings {
  readonly file: ReadInputs;
  readonly predict: ReadInputs & { readonly key: 'instances' | 'inputs' };
  readonly examples: ReadInputs;
  readonly inference: ReadInputs & { readonly id?: string; readonly outputs: readonly RequestedOutput[] };
  readonly explanation: ReadExplanation;
}
