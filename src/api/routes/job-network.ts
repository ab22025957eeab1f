/** The network of a training: layer by layer, with shapes and what each takes. Known from its specification, trained or not. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../../errors.ts';
import { placeLayers, product } from '../../models/specification/index.ts';
import type { Jobs } from '../../queue/index.ts';
import { failures } from '../responses.ts';
import { JobParameters } from './jobs.ts';

const Shape = Type.Array(Type.Integer({ minimum: 0 }));
const Layers = Type.Object({
  inputShape: Shape,
  layers: Type.Array(
    Type.Object({
      name: Type.String(),
      type: Type.String(),
      inputs: Type.Array(Type.String(), { description: "the layers that it takes; `input` is the network's input" }),
      outputShape: Shape,
      parameters: Type.Integer({ minimum: 0 }),
    }),
  ),
  parameters: Type.Integer({ minimum: 0 }),
});

export const jobNetworkRoutes: FastifyPluginAsyncTypebox<{ readonly jobs: Pick<Jobs, 'internals'> }> = async (
  app,
  { jobs },
) => {
  app.get(
    '/v1/jobs/:id/network',
    {
      schema: {
        tags: ['jobs'],
        summary: 'The network of a training',
        params: JobParameters,
        response: { 200: Layers, ...failures(404, 409, 503) },
      },
    },
    async ({ params: { id } }) => {
      const { kind, specification } = await jobs.internals(id);
      if (kind !== 'train')
        throw new AppError('ERR_JOB_STATE', `Expected a training. Received: a job of kind "${kind}".`);
      const { inputShape } = specification.data;
      const layers = placeLayers(specification.layers, inputShape).map(({ layer, sources, effect }) => ({
        ...{ name: layer.name, type: layer.type, outputShape: [...effect.outputShape] },
        inputs: sources.map((source) => specification.layers[source]?.name ?? 'input'),
        parameters: effect.weights.reduce((sum, { shape }) => sum + product(shape), 0),
      }));
      const parameters = layers.reduce((sum, layer) => sum + layer.parameters, 0);
      return { inputShape: [...inputShape], layers, parameters };
    },
  );
};
