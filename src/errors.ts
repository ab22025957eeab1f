/**
 * The one registry of error codes: what went wrong, in which HTTP status it is told, and whether
 * trying again can help. Knows nothing of HTTP itself nor of queues.
 */

/** Each code, with the HTTP status and the title under which a client sees it. */
export const ERROR_CODES = {
  ERR_MALFORMED: { status: 400, title: 'Malformed request' },
  ERR_VALIDATION: { status: 400, title: 'Invalid request' },
  ERR_UNAUTHORIZED: { status: 401, title: 'Unauthorized' },
  ERR_FORBIDDEN: { status: 403, title: 'Forbidden' },
  ERR_NOT_FOUND: { status: 404, title: 'Not found' },
  ERR_METHOD_NOT_ALLOWED: { status: 405, title: 'Method not allowed' },
  ERR_TIMEOUT: { status: 408, title: 'Request timed out' },
  ERR_JOB_STATE: { status: 409, title: 'Conflict with the state of the job' },
  ERR_VERSION_NEEDED: { status: 409, title: 'The version is needed' },
  ERR_CONFLICT: { status: 409, title: 'Conflict' },
  ERR_PRECONDITION: { status: 412, title: 'Changed meanwhile' },
  ERR_TOO_LARGE: { status: 413, title: 'Content too large' },
  ERR_RANGE: { status: 416, title: 'Range not satisfiable' },
  ERR_MEDIA_TYPE: { status: 415, title: 'Unsupported media type' },
  ERR_DIVISION: { status: 422, title: 'Requests cannot be divided so' },
  ERR_DATA: { status: 422, title: 'The data cannot be read' },
  ERR_DATASET_UNKNOWN: { status: 422, title: 'Unknown dataset' },
  ERR_VERSION_UNKNOWN: { status: 422, title: 'Unknown version' },
  ERR_DATASET_MISFIT: { status: 422, title: 'The dataset does not fit the version' },
  ERR_SCHEDULE: { status: 422, title: 'The schedule does not fit' },
  ERR_TRAINING: { status: 422, title: 'The training settings do not fit' },
  ERR_NETWORK: { status: 422, title: 'The network does not fit' },
  ERR_EXPORT: { status: 422, title: 'The version cannot be exported so' },
  ERR_MODEL_FILE: { status: 422, title: 'The model file cannot be read' },
  ERR_SWEEP: { status: 422, title: 'The sweep does not fit' },
  ERR_IDEMPOTENCY: { status: 422, title: 'The idempotency key is of another request' },
  ERR_PICTURE: { status: 422, title: 'Not a readable picture' },
  ERR_EXPLANATION: { status: 422, title: 'The explanation does not fit the model' },
  ERR_ALIAS: { status: 400, title: 'Unknown alias' },
  ERR_INSTANCES: { status: 400, title: 'Instances do not fit the model' },
  ERR_LOSS_DIVERGED: { status: 422, title: 'The loss diverged' },
  ERR_RATE_LIMIT: { status: 429, title: 'Too many requests' },
  ERR_QUEUE_FULL: { status: 429, title: 'The queue is full' },
  ERR_LINE_FULL: { status: 429, title: 'Too many predictions wait' },
  ERR_CANCELLED: { status: 409, title: 'Cancelled' },
  ERR_TRAINER_MEMORY: { status: 422, title: 'The training takes too much memory' },
  ERR_TRAINER_DIED: { status: 500, title: 'The trainer died' },
  ERR_IMPORTER_DIED: { status: 500, title: 'The importer died' },
  ERR_SCORER_DIED: { status: 500, title: 'The scorer died' },
  ERR_SWEEP_DIED: { status: 500, title: 'The worker of the sweep died' },
  ERR_DATASET_BROKEN: { status: 500, title: 'The stored dataset is damaged' },
  ERR_INTERNAL: { status: 500, title: 'Internal error' },
  ERR_VERSION_BROKEN: { status: 500, title: 'The stored version is damaged' },
  ERR_PREDICTION_NOT_FINITE: { status: 500, title: 'The prediction is not a finite number' },
  ERR_MODEL_UNLOADED: { status: 503, title: 'The model is not in memory' },
  ERR_DEADLINE: { status: 504, title: 'Deadline exceeded' },
  ERR_UNAVAILABLE: { status: 503, title: 'Service unavailable' },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Whether a code is one of ours: those that crossed a process boundary are plain text. */
export function isErrorCode(code: string | undefined): code is ErrorCode {
  return code !== undefined && Object.hasOwn(ERROR_CODES, code);
}

/** One thing wrong with an input: a JSON pointer to it, and a sentence that says what was expected and what came. */
export interface Problem {
  readonly pointer: string;
  readonly detail: string;
}

/** An error whose code and message are meant for whoever caused or must handle it. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly problems: readonly Problem[];

  constructor(code: ErrorCode, message: string, options: { problems?: readonly Problem[]; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.problems = options.problems ?? [];
  }

  get status(): number {
    return ERROR_CODES[this.code].status;
  }
}

/** The `code` of any thrown value that has one, as Node's and our own errors do. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** What a thrown value says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
