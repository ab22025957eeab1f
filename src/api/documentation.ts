/** The OpenAPI document, generated from the schemas that check every request, and a page to read it. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { VERSION } from '../version.ts';
import { SHARED_SCHEMAS, shareSchemas } from './shared-schemas.ts';

const DESCRIPTION = `Trains neural networks for whoever can send HTTP, and serves them. Submit a job, follow its events, predict with what
it learnt. Errors of native routes are RFC 9457 problem details; predictions in JSON keep
TensorFlow Serving's shapes, and what is under /v2 those of the Open Inference Protocol.`;

export async function document(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    // Schemas are called what they call themselves.
    refResolver: { buildLocalReference: (schema, _base, _fragment, index) => String(schema.$id ?? `schema${index}`) },
    transformObject: (made) => shareSchemas('openapiObject' in made ? made.openapiObject : {}, SHARED_SCHEMAS),
    openapi: {
      openapi: '3.1.0',
      info: { title: 'epochd', version: VERSION, description: DESCRIPTION },
      components: {
        securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'Needed where API_KEYS is set.' } },
      },
      security: [{ key: [] }, {}],
      tags: [
        'jobs',
        'sweeps',
        'models',
        'predictions',
        'open inference protocol',
        'datasets',
        'webhooks',
        'service',
      ].map((name) => ({
        name,
      })),
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    theme: { title: 'epochd: the API' },
    // Without the bar that loads documents from elsewhere.
    uiConfig: { layout: 'BaseLayout', docExpansion: 'list', defaultModelsExpandDepth: 0, url: '/openapi.json' },
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
