/**
 * The only door to DuckDB: a database in memory that is bounded, may spill to one folder, and reads no file but those it
 * was opened for. It knows nothing of tables and columns.
 *
 * DESIGN. What users upload never becomes SQL, but a hole in that must not open the machine: outside access is off, no
 * extension is loaded or fetched, and the settings are locked before the first statement runs. The library is loaded with the
 * first database, since it takes a third of a second and most processes never open a table.
 */
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { AppError, messageOf } from '../../errors.ts';
import { literal } from './quoting.ts';

export interface EngineOptions {
  readonly memoryBytesMax: number;
  /** Spilled data goes here, and files may be written here. */
  readonly scratch: string;
  /** Other files that may be read, and folders that may be read and written. */
  readonly files?: readonly string[];
  readonly folders?: readonly string[];
  /** For tables of thousands of columns: one thread alone, for each holds two thousand rows of them. */
  readonly wide?: boolean;
}

export type EngineValue = string | number | bigint | boolean | null | readonly EngineValue[];
export type EngineRow = Readonly<Record<string, EngineValue>>;

export interface Engine {
  /** All rows of a small result; numbers of SQL's BIGINT are bigint. An abort ends it within a moment. */
  rows(sql: string, signal?: AbortSignal): Promise<readonly EngineRow[]>;
  /** A result of any size, in order, some thousand rows at once. */
  stream(sql: string, signal?: AbortSignal): AsyncGenerator<DuckDBDataChunk, void, void>;
  close(): void;
}

/** Below this DuckDB cannot work at all. */
const MEMORY_BYTES_MIN = 128 * 1024 * 1024;
const THREADS = 2;

/** Loads the library ahead of need. */
export async function loadEngine(): Promise<void> {
  await import('@duckdb/node-api');
}

/** @throws AppError ERR_DATA where memory does not suffice; DuckDB's own errors, as they come, for what SQL says wrong. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const memory = Math.max(options.memoryBytesMax, MEMORY_BYTES_MIN);
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.wide ? 1 : THREADS),
    memory_limit: `${Math.floor(memory / 1024)}KiB`,
    temp_directory: options.scratch,
    autoload_known_extensions: 'false',
    autoinstall_known_extensions: 'false',
    allow_community_extensions: 'false',
    preserve_insertion_order: 'true',
  });
  const connection = await instance.connect();
  await lock(connection, options);
  return {
    rows: (sql, signal) => guarded(connection, signal, memory, async () => readAll(connection, sql)),
    stream: (sql, signal) => chunksOf(connection, sql, signal, memory),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function lock(connection: DuckDBConnection, { scratch, files = [], folders = [] }: EngineOptions): Promise<void> {
  const list = (paths: readonly string[]): string => `[${paths.map(literal).join(', ')}]`;
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(`SET allowed_directories = ${list([scratch, ...folders].map((folder) => `${folder}/`))}`);
  await connection.run(`SET allowed_paths = ${list(files)}`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

async function readAll(connection: DuckDBConnection, sql: string): Promise<readonly EngineRow[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowObjectsJS() as unknown as readonly EngineRow[];
}

async function* chunksOf(
  connection: DuckDBConnection,
  sql: string,
  signal: AbortSignal | undefined,
  memory: number,
): AsyncGenerator<DuckDBDataChunk, void, void> {
  const result = await guarded(connection, signal, memory, () => connection.stream(sql));
  for (;;) {
    const chunk = await guarded(connection, signal, memory, () => result.fetchChunk());
    if (!chunk || chunk.rowCount === 0) return;
    yield chunk;
  }
}

async function guarded<T>(
  connection: DuckDBConnection,
  signal: AbortSignal | undefined,
  memory: number,
  work: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    if (!/^out of memory/i.test(messageOf(error))) throw error;
    const megabytes = Math.round(memory / 1e6);
    throw new AppError('ERR_DATA', `Expected a table that can be read in ${megabytes} MB of memory. Received: more.`);
  } finally {
    signal?.removeEventListener('abort', interrupt);
  }
}
