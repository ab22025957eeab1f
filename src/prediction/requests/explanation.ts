/** Requests for explanations: what a prediction takes, with what is asked about it, as inputs of a network. */
import Type, { type Static } from 'typebox';
import { attributionKind, preprocessingKind, type RawBody } from '../../data/index.ts';
import { AppError } from '../../errors.ts';
import { isObject, show } from '../../schema-words.ts';
import { validationError, validator } from '../../validation.ts';
import {
  EXPLAINED_OUTPUTS,
  EXPLANATION_METHODS,
  type ExplanationWish,
  methodOf,
  namedBaseline,
  STEPS_MAX,
} from '../explanation-wish.ts';
import type { ReadExplanation, ReadVersion, RequestBody } from './forms.ts';
import { parseJson } from './json.ts';
import { expectInstances } from './raw-inputs.ts';
import { instancesOfRows } from './tf-serving/instances.ts';

/** In one request. */
export const EXPLAINED_MAX = 16;
const SIDE_MAX = 4096;

/** What may be asked in the body as in the query. */
export const EXPLANATION_OPTIONS = {
  method: Type.Optional(Type.Enum([...EXPLANATION_METHODS], { default: 'integratedGradients' })),
  output: Type.Optional(
    Type.Enum([...EXPLAINED_OUTPUTS], { description: 'of what ends in probabilities. Default: probability' }),
  ),
  target: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'a label, or the name of a number. Default: the likeliest',
    }),
  ),
  steps: Type.Optional(
    Type.Integer({
      ...{ minimum: 1, maximum: STEPS_MAX, default: 32 },
      description: 'of the integral; doubled until the attributions sum to the difference',
    }),
  ),
  patch: Type.Optional(
    Type.Integer({ minimum: 1, maximum: SIDE_MAX, description: 'occluded together: pixels of a side, tokens, steps' }),
  ),
  stride: Type.Optional(
    Type.Integer({ minimum: 1, maximum: SIDE_MAX, description: 'from one patch to the next. Default: half a patch' }),
  ),
};
/** What an input is compared with. */
export const BASELINE_WORDS = 'what the input is compared with: a name that the kind of data has';

const Body = Type.Object(
  {
    instances: Type.Array(Type.Unknown(), { minItems: 1, maxItems: EXPLAINED_MAX }),
    ...EXPLANATION_OPTIONS,
    baseline: Type.Optional(Type.Unknown({ description: `${BASELINE_WORDS}, or an instance` })),
  },
  { additionalProperties: false },
);
const problemsOf = validator(Body);

/** @throws AppError ERR_MALFORMED, ERR_VALIDATION, ERR_EXPLANATION, ERR_INSTANCES, ERR_PICTURE. */
export async function readExplanation(
  version: ReadVersion,
  request: RequestBody<'explanation'>,
): Promise<ReadExplanation> {
  const { body, wish } = asked(version, request);
  if (request.heatMap) expectPicture(version, body);
  const method = methodOf(version, wish);
  const { preprocessing } = version;
  const kind = preprocessingKind(preprocessing);
  const named = namedBaseline(version, wish);
  const baseline = named ?? (await asBaseline(kind.encodeInstances(preprocessing, [wish.baseline])));
  const inputs =
    'instances' in body
      ? await kind.encodeInstances(preprocessing, expectInstances(body.instances, EXPLAINED_MAX))
      : await kind.encodeFile(preprocessing, body.bytes, body.mediaType, EXPLAINED_MAX);
  const count = inputs.length / version.inputShape.reduce((product, side) => product * side, 1);
  const { names } = attributionKind(preprocessing);
  const namesOf = await names?.(preprocessing, body);
  return {
    ...{ inputs, wish, method, baseline },
    names: namesOf && Array.from({ length: count }, (_, row) => namesOf(row)),
    baselineNames:
      named === undefined ? (await names?.(preprocessing, { instances: [wish.baseline] }))?.(0) : undefined,
  };
}

function asked(
  version: ReadVersion,
  { bytes, mediaType, wish: query }: RequestBody<'explanation'>,
): { readonly body: RawBody; readonly wish: ExplanationWish } {
  if (mediaType !== undefined) return { body: { bytes, mediaType, countMax: EXPLAINED_MAX }, wish: query };
  const parsed = parseJson(bytes);
  if (isObject(parsed)) refuseTwice(parsed, query);
  const problems = problemsOf(parsed);
  if (problems.length > 0) throw validationError(problems);
  const { instances, ...wish } = parsed as Static<typeof Body>;
  return { body: { instances: instancesOfRows(version, instances) }, wish: { ...wish, ...query } };
}

function refuseTwice(body: Readonly<Record<string, unknown>>, query: ExplanationWish): void {
  const name = Object.keys(query).find((key) => Object.hasOwn(body, key));
  if (name === undefined) return;
  const detail = `Expected "${name}" in the body or in the query. Received: ${show(body[name])} and another in the query.`;
  throw new AppError('ERR_VALIDATION', `/${name}: ${detail}`, { problems: [{ pointer: `/${name}`, detail }] });
}

/** Before anything is computed. */
function expectPicture({ preprocessing }: ReadVersion, body: RawBody): void {
  if (!attributionKind(preprocessing).backdrop)
    throw new AppError('ERR_EXPLANATION', 'Expected a model of pictures or sounds for a heat map. Received: another.');
  if (!('instances' in body) || body.instances.length === 1) return;
  throw new AppError('ERR_EXPLANATION', `Expected one instance for a heat map. Received: ${body.instances.length}.`);
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
