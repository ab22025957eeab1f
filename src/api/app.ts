/** The assembly of the HTTP surface: checking, safety, routes, documentation. Starts nothing and listens nowhere. */
import { randomUUID } from 'node:crypto';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Config } from '../config.ts';
import type { DatasetCatalog, Upload } from '../data/index.ts';
import { AppError } from '../errors.ts';
import type { Exports, Imports } from '../exchange/index.ts';
import type { Logger } from '../logger.ts';
import type { DriftWatch, Explainer, Predictor } from '../prediction/index.ts';
import { privateHosts } from '../private-hosts.ts';
import type { Jobs, Schedules } from '../queue/index.ts';
import { findVersion, type Gates, type Registry, type Retention } from '../registry/index.ts';
import { planningLimits } from '../submission/index.ts';
import { VERSION } from '../version.ts';
import type { Sender, WebhookSecrets } from '../webhooks/index.ts';
import { requireKeys } from './authentication.ts';
import { limitBodyTime } from './body-time.ts';
import { showDashboard } from './dashboard.ts';
import { createDatasetNames } from './dataset-names.ts';
import { document } from './documentation.ts';
import { type MetricSources, measure } from './metrics.ts';
import { sendProblem } from './problem.ts';
import type { ServedModels } from './processes/served-models.ts';
import type { Siblings } from './processes/siblings.ts';
import { isProtocolPath, sendError } from './protocols/answers.ts';
import { openInferenceRoutes } from './protocols/open-inference/routes.ts';
import { canonicalPath } from './protocols/tf-serving/paths.ts';
import { tfServingRoutes } from './protocols/tf-serving/routes.ts';
import { showQueues } from './queues.ts';
import type { RecentPredictions } from './recent-predictions.ts';
import { activityRoutes } from './routes/activity.ts';
import { aliasTrafficRoutes } from './routes/alias-traffic.ts';
import { aliasRoutes } from './routes/aliases.ts';
import { datasetUploadRoutes } from './routes/dataset-uploads.ts';
import { datasetRoutes } from './routes/datasets.ts';
import { driftRoutes } from './routes/drift.ts';
import { explanationRoutes } from './routes/explanations.ts';
import { exportRoutes } from './routes/exports.ts';
import { gateRoutes } from './routes/gates.ts';
import { jobEventRoutes } from './routes/job-events.ts';
import { jobNetworkRoutes } from './routes/job-network.ts';
import { type JobOutputOptions, jobOutputRoutes } from './routes/job-output.ts';
import { jobSubmissionRoutes } from './routes/job-submission.ts';
import { jobRoutes } from './routes/jobs.ts';
import { judgedRowRoutes } from './routes/judged-rows.ts';
import { modelKeepingRoutes } from './routes/model-keeping.ts';
import { modelRoutes } from './routes/models.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { scoringRoutes } from './routes/scoring.ts';
import { serviceRoutes } from './routes/service.ts';
import { sweepRoutes } from './routes/sweeps.ts';
import { versionImportRoutes } from './routes/version-imports.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { secure } from './security.ts';
import { readJson, useSchemas } from './validation.ts';

export interface AppParts {
  readonly config: Config;
  readonly logger: Logger;
  readonly jobs: Jobs;
  readonly schedules: Schedules;
  readonly registry: Registry;
  readonly retention: Retention;
  readonly gates: Gates;
  readonly catalog: DatasetCatalog;
  readonly predictor: Predictor;
  readonly exports: Exports;
  readonly imports: Imports;
  readonly explainer: Explainer;
  readonly drift: DriftWatch;
  /** What else is told at `/metrics`. */
  readonly registers: MetricSources['others'];
  /** The predictions of the last minute. */
  readonly recent: RecentPredictions;
  /** The models in memory, and what is counted of them, in all processes. */
  readonly models: ServedModels;
  readonly siblings: Siblings;
  readonly sender: Sender;
  readonly secrets: WebhookSecrets;
  /** Makes a place in storage for what will be imported by a job. */
  beginUpload(job: string, signal: AbortSignal): Upload;
  /** What lies in storage under a key. */
  readonly openFile: JobOutputOptions['openFile'];
}

/** No answer takes longer, event streams and uploads excepted. */
const HANDLER_TIMEOUT_MS = 30_000;
/** A little above the usual 60 s of balancers, which must be the ones to close an idle connection. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
/** Of what is parsed while others wait, which takes up to 50 ms: predictions and uploads are not. */
const PARSED_BYTES_MAX = 1024 * 1024;
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

export async function createApp({
  config,
  logger,
  jobs,
  schedules,
  registry,
  retention,
  gates,
  catalog,
  predictor,
  exports,
  imports,
  explainer,
  drift,
  registers,
  recent,
  models,
  siblings,
  sender,
  secrets,
  beginUpload,
  openFile,
}: AppParts): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    // One line a request, by the hook below; the id has the same name in the logs of worker and trainer.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: Math.min(config.bodyLimitBytes, PARSED_BYTES_MAX),
    // `body-time.ts` knows which bodies may take long.
    requestTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    forceCloseConnections: true,
    // Paths that the router cannot read come to no route, and so to no hook and no error handler.
    frameworkErrors: (error, request, reply) => {
      const send = isProtocolPath(request.url) ? sendError : sendProblem;
      send(error, request, reply.header('x-request-id', request.id));
    },
    rewriteUrl: ({ url = '/' }) => canonicalPath(url),
    genReqId: ({ headers: { 'x-request-id': id } }) =>
      typeof id === 'string' && REQUEST_ID.test(id) ? id : randomUUID(),
  });

  // Not for the whole server: routes may do without.
  app.addHook('onRoute', (route) => {
    route.handlerTimeout ??= HANDLER_TIMEOUT_MS;
  });
  readJson(app);
  useSchemas(app);
  app.setErrorHandler(sendProblem);
  // Hooks of every request take a callback: a promise for each would cost more than what they do.
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).header('x-epochd-version', VERSION);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const level =
      reply.statusCode >= 500 ? 'warn' : request.method === 'GET' || isProtocolPath(request.url) ? 'debug' : 'info';
    request.log[level](
      {
        method: request.method,
        url: request.url.split('?', 1)[0],
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
    done();
  });
  limitBodyTime(app);
  const metrics = measure(app, { jobs, others: registers, siblings });
  await secure(app, config, siblings);
  requireKeys(app, config.apiKeys);
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request) => {
    throw new AppError(
      'ERR_NOT_FOUND',
      `Expected a route of this service; /docs lists them. Received: ${request.method} ${request.url.slice(0, 200)}.`,
    );
  });

  await document(app);
  await showQueues(app, [...Object.values(jobs.queues), jobs.deliveries.line]);
  await app.register(serviceRoutes, { jobs, metrics });
  await app.register(activityRoutes, { jobs, recent, siblings });
  await showDashboard(app);
  const limits = planningLimits(config);
  const hosts = privateHosts(config.webhookPrivateHosts);
  const version = (reference: string) => findVersion(registry, reference);
  const submission = { jobs, catalog, limits, hosts, version };
  await app.register(jobSubmissionRoutes, submission);
  await app.register(jobRoutes, submission);
  await app.register(jobNetworkRoutes, { jobs });
  await app.register(jobEventRoutes, { jobs });
  await app.register(webhookRoutes, { jobs, sender, secrets, hosts });
  await app.register(jobOutputRoutes, { jobs, openFile });
  await app.register(scoringRoutes, { jobs, catalog, registry, hosts });
  await app.register(scheduleRoutes, { schedules, ...submission });
  await app.register(sweepRoutes, submission);
  const names = createDatasetNames(catalog, jobs, gates);
  await app.register(datasetRoutes, { catalog, names });
  await app.register(datasetUploadRoutes, {
    ...{ jobs, names, beginUpload, bytesMax: config.uploadLimitBytes },
    ...{ stallSeconds: config.uploadStallSeconds, hosts },
  });
  await app.register(modelRoutes, { registry });
  await app.register(judgedRowRoutes, { registry, catalog });
  await app.register(aliasRoutes, { registry });
  await app.register(exportRoutes, { exports, openFile });
  await app.register(versionImportRoutes, {
    ...{ imports, registry, beginUpload, bytesMax: config.uploadLimitBytes },
    stallSeconds: config.uploadStallSeconds,
  });
  await app.register(aliasTrafficRoutes, { registry, models });
  await app.register(gateRoutes, { gates, registry, catalog, jobs });
  await app.register(modelKeepingRoutes, { registry, retention });
  await app.register(driftRoutes, { registry, predictor, drift });
  const predictions = {
    ...{ predictor, bodyBytesMax: config.bodyLimitBytes, ratePerMinuteMax: config.predictRateLimitPerMinute },
    timeoutMsMax: config.predictTimeoutMs,
  };
  await app.register(tfServingRoutes, { prefix: '/v1/models', ...predictions });
  await app.register(explanationRoutes, { explainer, ...predictions });
  await app.register(openInferenceRoutes, { prefix: '/v2', registry, models, ...predictions });
  return app;
}
