/**
 * What the environment may set, in one schema: names, limits, defaults. Loaded once per process, frozen,
 * and passed on as an argument. Every bad variable is named at once, before anything starts.
 */
import os from 'node:os';
import path from 'node:path';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { LOG_LEVELS } from './logger.ts';
import { parsePrivateHost } from './private-hosts.ts';
import { show } from './schema-words.ts';
import { numberReader, validator } from './validation.ts';
import { isWebhookSecret, SECRET_FORM } from './webhook-secret.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

const Environment = Type.Object({
  HOST: Type.String({ minLength: 1, default: '127.0.0.1', description: 'address to listen on' }),
  PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 3000,
    description: 'port to listen on; 0 takes a free one',
  }),
  DATA_DIR: Type.String({
    minLength: 1,
    default: './data',
    description: 'folder of storage and of the embedded Redis',
  }),
  REDIS_URL: Type.Optional(
    Type.String({
      pattern: '^(redis|rediss|unix)://',
      description: 'redis://, rediss:// or unix://; unset: an embedded Redis',
    }),
  ),
  WORKERS: Type.Integer({
    minimum: 0,
    maximum: 64,
    default: 1,
    description: 'workers that npm start runs, each with a slot for each kind of job',
  }),
  API_PROCESSES: Type.Integer({
    minimum: 1,
    maximum: 64,
    default: 1,
    description: 'api processes behind the port, so that predictions use as many cores',
  }),
  API_KEYS: Type.String({ default: '', description: 'comma-separated bearer keys; empty: no key is asked for' }),
  CORS_ORIGINS: Type.String({
    default: '',
    description: 'comma-separated origins that browsers may call from; empty: none',
  }),
  LOG_LEVEL: Type.Enum([...LOG_LEVELS], { default: 'info', description: 'least level that is logged' }),
  BODY_LIMIT_BYTES: Type.Integer({
    minimum: 1024,
    maximum: 1024 * MIB,
    default: 10 * MIB,
    description: 'largest body of a prediction; of other requests that are no uploads 1 MiB, or this where it is less',
  }),
  RATE_LIMIT_PER_MINUTE: Type.Integer({
    minimum: 1,
    default: 6000,
    description: 'requests per client address, predictions not counted',
  }),
  PREDICT_RATE_LIMIT_PER_MINUTE: Type.Integer({
    minimum: 1,
    default: 600_000,
    description: 'predictions per client address',
  }),
  QUEUE_LIMIT_JOBS: Type.Integer({ minimum: 1, default: 10_000, description: 'jobs that may wait at once' }),
  JOBS_KEPT_DAYS: Type.Integer({
    minimum: 1,
    maximum: 36_500,
    default: 90,
    description: 'records and events of jobs that ended longer ago are removed; what they made stays',
  }),
  PARAMETERS_LIMIT: Type.Integer({ minimum: 1, default: 50_000_000, description: 'parameters of one network' }),
  EXAMPLES_MEMORY_BYTES: Type.Integer({
    minimum: MIB,
    default: 4096 * MIB,
    description: "a job's examples kept in memory; more are read from disk as they are needed",
  }),
  TRAINER_MEMORY_BYTES: Type.Optional(
    Type.Integer({
      minimum: 64 * MIB,
      description:
        'memory that a training may take: planned to take more, it is refused; taking more, it is ended. Unset: four fifths of the machine or container, shared by its `WORKERS`, but at least 2 GiB if there are',
    }),
  ),
  LOADED_MODELS_LIMIT: Type.Integer({
    minimum: 1,
    default: 16,
    description: 'versions kept in memory for predictions',
  }),
  LOADED_MODELS_BYTES: Type.Integer({
    minimum: MIB,
    default: GIB,
    description: 'memory that these versions may take, estimated from their weights and graphs',
  }),
  PREDICT_BATCH_ROWS: Type.Integer({
    minimum: 1,
    maximum: 65_536,
    default: 256,
    description: 'instances of several requests that are computed in one call',
  }),
  PREDICT_BATCH_DELAY_MS: Type.Integer({
    minimum: 0,
    maximum: 1000,
    default: 0,
    description: 'how long a call waits for more instances while calls follow each other; the first one never waits',
  }),
  PREDICT_BATCHES: Type.String({
    default: '',
    pattern: '^\\s*([^,:\\s]+:\\d{1,5}:\\d{1,3}\\s*(,\\s*(?=\\S)|$))*$',
    description: 'both for single models, comma-separated: `digits:64:2` is 64 instances and 2 ms',
  }),
  PREDICT_WAITING_LIMIT: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 1024,
    description: 'predictions that may wait for one model; more are answered 429',
  }),
  PREDICT_TIMEOUT_MS: Type.Integer({
    minimum: 1,
    maximum: 29_000,
    default: 20_000,
    description: 'how long a prediction may take; `X-Request-Timeout-Ms` asks for less',
  }),
  PREDICTION_LOG: Type.String({
    default: '',
    pattern: '^\\s*([^,:\\s]+(:(0|1|0?\\.\\d{1,9}))?\\s*(,\\s*(?=\\S)|$))*$',
    description:
      'models whose predictions are kept in storage, comma-separated, with the share that is: `digits:0.01`; `*` is any other',
  }),
  DRIFT_SAMPLES_PER_SECOND: Type.Integer({
    minimum: 0,
    maximum: 100_000,
    default: 100,
    description: 'predicted instances a second of each version that are compared with its training; 0 compares none',
  }),
  INSTANCES_LIMIT: Type.Integer({ minimum: 1, default: 10_000, description: 'instances in one prediction request' }),
  UPLOAD_LIMIT_BYTES: Type.Integer({ minimum: 1024, default: 10 * GIB, description: 'files of one upload together' }),
  UPLOAD_STALL_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 3600,
    default: 30,
    description: 'an upload of which nothing comes for so long is broken off',
  }),
  IMPORT_MEMORY_BYTES: Type.Integer({
    minimum: 256 * MIB,
    default: 2 * GIB,
    description: 'memory that an import may take',
  }),
  EXPANDED_LIMIT_BYTES: Type.Integer({
    minimum: 1024,
    default: 50 * GIB,
    description: 'files of one upload unpacked',
  }),
  OUTPUT_LIMIT_BYTES: Type.Integer({
    minimum: 1024,
    default: 50 * GIB,
    description: 'file that one batch prediction makes',
  }),
  ARCHIVE_FILES_LIMIT: Type.Integer({ minimum: 1, default: 2_000_000, description: 'files in one archive' }),
  ROWS_LIMIT: Type.Integer({ minimum: 1, default: 100_000_000, description: 'rows of one dataset' }),
  COLUMNS_LIMIT: Type.Integer({ minimum: 1, default: 10_000, description: 'columns of one dataset' }),
  WEBHOOK_SECRETS: Type.String({
    default: '',
    description: 'comma-separated secrets (whsec_…) that each sign all webhooks; empty: one is made and kept',
  }),
  WEBHOOK_PRIVATE_HOSTS: Type.String({
    default: '',
    description: 'comma-separated names, addresses and CIDR ranges that webhooks may reach, though private or by http',
  }),
});

type Environment = Static<typeof Environment>;

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly redisUrl: string | undefined;
  readonly workers: number;
  readonly apiProcesses: number;
  readonly apiKeys: readonly string[];
  readonly corsOrigins: readonly string[];
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly bodyLimitBytes: number;
  readonly rateLimitPerMinute: number;
  readonly predictRateLimitPerMinute: number;
  readonly queueLimitJobs: number;
  readonly jobsKeptDays: number;
  readonly parametersLimit: number;
  readonly examplesMemoryBytes: number;
  readonly trainerMemoryBytes: number;
  readonly loadedModelsLimit: number;
  readonly loadedModelsBytes: number;
  readonly predictBatchRows: number;
  readonly predictBatchDelayMs: number;
  /** As the environment has it: `digits:64:2, letters:8:0`. */
  readonly predictBatches: string;
  readonly predictWaitingLimit: number;
  readonly predictTimeoutMs: number;
  /** As the environment has it: `digits:0.01, *:0.001`. */
  readonly predictionLog: string;
  readonly driftSamplesPerSecond: number;
  readonly instancesLimit: number;
  readonly uploadLimitBytes: number;
  readonly uploadStallSeconds: number;
  readonly importMemoryBytes: number;
  readonly expandedLimitBytes: number;
  readonly outputLimitBytes: number;
  readonly archiveFilesLimit: number;
  readonly rowsLimit: number;
  readonly columnsLimit: number;
  readonly webhookSecrets: readonly string[];
  readonly webhookPrivateHosts: readonly string[];
}

const KEY_LENGTH_MIN = 8;
const TRAINERS_MEMORY_SHARE = 0.8;
/** Of one trainer among many, whose peaks seldom meet. */
const TRAINER_MEMORY_MIN = 2 * GIB;

/**
 * Reads the configuration.
 * @param environment variables by name; an empty value counts as unset.
 * @throws Error that lists every bad variable with what was expected and what came.
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const names = Object.keys(Environment.properties);
  const given = Object.fromEntries(names.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
  const values = numberReader(Environment)(Value.Default(Environment, given));
  const problems = validator(Environment)(values).map(({ pointer, detail }) => {
    const name = pointer.slice(1);
    return `  ${name}: ${name === 'REDIS_URL' ? withoutValue(detail) : detail}`;
  });
  const variables = values as Environment;
  const apiKeys = list(variables.API_KEYS);
  const short = apiKeys.filter((key) => key.length < KEY_LENGTH_MIN).length;
  if (short > 0)
    problems.push(
      `  API_KEYS: Expected keys of at least ${KEY_LENGTH_MIN} characters. Received: ${show(short)} shorter.`,
    );
  const webhookSecrets = list(variables.WEBHOOK_SECRETS);
  const malformed = webhookSecrets.filter((secret) => !isWebhookSecret(secret)).length;
  if (malformed > 0)
    problems.push(`  WEBHOOK_SECRETS: Expected ${SECRET_FORM}. Received: ${show(malformed)} of another form.`);
  const webhookPrivateHosts = list(variables.WEBHOOK_PRIVATE_HOSTS);
  for (const entry of webhookPrivateHosts.filter((each) => parsePrivateHost(each) === undefined))
    problems.push(
      `  WEBHOOK_PRIVATE_HOSTS: Expected names, addresses and CIDR ranges such as 10.0.0.0/8. Received: ${show(entry)}.`,
    );
  if (problems.length > 0) throw new Error(`Bad configuration:\n${problems.join('\n')}`);
  return Object.freeze({
    host: variables.HOST,
    port: variables.PORT,
    dataDir: path.resolve(variables.DATA_DIR.replace(/^~(?=\/|$)/, os.homedir())),
    redisUrl: variables.REDIS_URL,
    workers: variables.WORKERS,
    apiProcesses: variables.API_PROCESSES,
    apiKeys: Object.freeze(apiKeys),
    corsOrigins: Object.freeze(list(variables.CORS_ORIGINS)),
    logLevel: variables.LOG_LEVEL,
    bodyLimitBytes: variables.BODY_LIMIT_BYTES,
    rateLimitPerMinute: variables.RATE_LIMIT_PER_MINUTE,
    predictRateLimitPerMinute: variables.PREDICT_RATE_LIMIT_PER_MINUTE,
    queueLimitJobs: variables.QUEUE_LIMIT_JOBS,
    jobsKeptDays: variables.JOBS_KEPT_DAYS,
    parametersLimit: variables.PARAMETERS_LIMIT,
    examplesMemoryBytes: variables.EXAMPLES_MEMORY_BYTES,
    trainerMemoryBytes: variables.TRAINER_MEMORY_BYTES ?? shareOfMemory(variables.WORKERS),
    loadedModelsLimit: variables.LOADED_MODELS_LIMIT,
    loadedModelsBytes: variables.LOADED_MODELS_BYTES,
    predictBatchRows: variables.PREDICT_BATCH_ROWS,
    predictBatchDelayMs: variables.PREDICT_BATCH_DELAY_MS,
    predictBatches: variables.PREDICT_BATCHES,
    predictWaitingLimit: variables.PREDICT_WAITING_LIMIT,
    predictTimeoutMs: variables.PREDICT_TIMEOUT_MS,
    predictionLog: variables.PREDICTION_LOG,
    driftSamplesPerSecond: variables.DRIFT_SAMPLES_PER_SECOND,
    instancesLimit: variables.INSTANCES_LIMIT,
    uploadLimitBytes: variables.UPLOAD_LIMIT_BYTES,
    uploadStallSeconds: variables.UPLOAD_STALL_SECONDS,
    importMemoryBytes: variables.IMPORT_MEMORY_BYTES,
    expandedLimitBytes: variables.EXPANDED_LIMIT_BYTES,
    outputLimitBytes: variables.OUTPUT_LIMIT_BYTES,
    archiveFilesLimit: variables.ARCHIVE_FILES_LIMIT,
    rowsLimit: variables.ROWS_LIMIT,
    columnsLimit: variables.COLUMNS_LIMIT,
    webhookSecrets: Object.freeze(webhookSecrets),
    webhookPrivateHosts: Object.freeze(webhookPrivateHosts),
  });
}

/**
 * Where Redis is, for a process that is started alone.
 * @throws Error if REDIS_URL is not set: only `npm start` brings a Redis of its own.
 */
export function redisUrlOf({ redisUrl, dataDir }: Config): string {
  if (redisUrl !== undefined) return redisUrl;
  const embedded = `unix://${path.join(dataDir, 'redis', 'redis.sock')}`;
  throw new Error(
    `Expected REDIS_URL. Received: none. To join a service that \`npm start\` runs on this machine: REDIS_URL=${embedded}`,
  );
}

/** The environment from which `loadConfig` reads this configuration: `dataDir` is `DATA_DIR`, and so on. */
export function environmentOf(config: Config): Record<string, string> {
  const entries = Object.entries(config) as [string, string | number | readonly string[] | undefined][];
  return Object.fromEntries(
    entries
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(), String(value)]),
  );
}

/** Every variable with its default and meaning, for the README's table and its test. */
export function describeVariables(): { name: string; default: string; description: string }[] {
  return Object.entries(Environment.properties).map(([name, schema]) => {
    const { default: value = '', description = '' } = schema as { default?: unknown; description?: string };
    return { name, default: String(value), description };
  });
}

/** A URL may hold a password, and what stops a start is logged by whatever started it. */
function withoutValue(detail: string): string {
  return detail.replace(/Received: ".*$/s, 'Received: a URL of another form.');
}

/** Bytes, for each of the trainers of a machine. */
function shareOfMemory(trainers: number): number {
  const all = Math.floor(TRAINERS_MEMORY_SHARE * machineMemory());
  return Math.min(all, Math.max(TRAINER_MEMORY_MIN, Math.floor(all / Math.max(1, trainers))));
}

/** Bytes, of the machine or of the container that it is to this process. */
function machineMemory(): number {
  // Where nothing constrains it, this is 0, or more than there is.
  return Math.min(os.totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part.length > 0);
}
