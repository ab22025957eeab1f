/**
 * The log of every process: JSON lines, or readable lines on a terminal. Knows nothing of what is logged,
 * but keeps secrets out of it.
 */
import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import pretty from 'pino-pretty';

export type Logger = PinoLogger;
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where a secret could stand in what we log; pino replaces the value. */
const SECRETS = [
  'req.headers.authorization',
  'req.headers.cookie',
  'headers.authorization',
  'apiKeys',
  'redisUrl',
  'webhookSecrets',
  'config.apiKeys',
  'config.webhookSecrets',
  'config.redisUrl',
  // ioredis hangs the refused command on its error: AUTH with the password, or a job's whole record.
  'err.command.args',
];

/**
 * Makes the logger of one process.
 * @param process name that every line carries: `api`, `worker`, `trainer`, `supervisor`.
 * @param destination for tests; by default standard output, pretty if that is a terminal.
 */
export function createLogger(process_: string, level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { process: process_, pid: process.pid },
    redact: { paths: SECRETS, censor: '[secret]' },
  };
  if (destination) return pino(options, destination);
  if (!process.stdout.isTTY) return pino(options, pino.destination({ fd: 1, sync: true }));
  const readable = {
    ignore: 'pid,process',
    messageFormat: '{process} {msg}',
    translateTime: 'SYS:HH:MM:ss.l',
    sync: true,
  };
  return pino(options, pretty(readable));
}
