/** Reads Parquet by way of DuckDB: types are known; what is nested in groups becomes columns of its own. */
import { AppError } from '../../errors.ts';
import { type Engine, identifier, literal, openEngine } from '../table/index.ts';
import { checkNames } from './csv-dialect.ts';
import { duckdbWords } from './duckdb-words.ts';
import type { ImportTools, UploadedFile } from './importing.ts';
import { refusedData } from './refusal.ts';
import type { ScanColumn, ScanFile, TableScan } from './table-scan.ts';

interface Leaf {
  readonly name: string;
  readonly path: string;
  readonly type: string;
}

const LEVELS_MAX = 3;

/** @throws AppError ERR_DATA for damaged files, files that differ in their columns, and types that are no values. */
export async function scanParquet(files: readonly UploadedFile[], tools: ImportTools): Promise<TableScan> {
  const engine = await openEngine({
    ...{ memoryBytesMax: tools.limits.memoryBytesMax, scratch: tools.scratch },
    files: files.map(({ path }) => path),
  });
  try {
    return await scanColumns(engine, files, tools);
  } finally {
    engine.close();
  }
}

async function scanColumns(engine: Engine, files: readonly UploadedFile[], tools: ImportTools): Promise<TableScan> {
  const leaves = await readLeaves(engine, files[0] as UploadedFile, tools);
  for (const file of files.slice(1)) {
    const others = await readLeaves(engine, file, tools);
    const same =
      leaves.map(({ name, type }) => name + type).join() === others.map(({ name, type }) => name + type).join();
    if (!same) throw refusedData(`the columns and types of ${files[0]?.name}`, `others in ${file.name}`);
  }
  const list = files.map(({ path }) => literal(path)).join(', ');
  const [counted] = await engine.rows(`SELECT count(*)::DOUBLE AS n FROM read_parquet([${list}])`, tools.signal);
  // A thousand million rows of one value take a few bytes.
  if (Number(counted?.['n']) > tools.limits.rowsMax) {
    throw refusedData(`at most ${tools.limits.rowsMax} rows`, `${counted?.['n']}`);
  }
  const names = checkNames(
    leaves.map(({ name }) => name),
    files[0]?.name ?? '',
  );
  const from = (some: readonly ScanFile[]): string => {
    const list = leaves.map((leaf, index) => `${leaf.path} AS c${index}`).join(', ');
    return `(SELECT ${list} FROM read_parquet([${some.map(({ path }) => literal(path)).join(', ')}]))`;
  };
  const large = await findLargeIntegers(engine, leaves, from(files), tools.signal);
  return {
    columns: leaves.map((leaf, index) => describe(leaf, names[index] ?? '', index, large.has(index))),
    ...{ files, from, notes: [], sample: [], commas: 'none' },
  };
}

async function readLeaves(engine: Engine, file: UploadedFile, { limits, signal }: ImportTools): Promise<Leaf[]> {
  const sql = `DESCRIBE SELECT * FROM read_parquet(${literal(file.path)})`;
  try {
    const rows = await engine.rows(sql, signal);
    const leaves: Leaf[] = [];
    for (const row of rows) {
      const name = String(row['column_name']);
      await addLeaves(engine, file, leaves, { name, path: identifier(name), type: String(row['column_type']) }, 1);
      if (leaves.length > limits.columnsMax) {
        throw refusedData(`at most ${limits.columnsMax} columns`, `more in ${file.name}`);
      }
    }
    return leaves;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError) throw error;
    throw refusedData('a readable Parquet file', duckdbWords(error, [file]), error);
  }
}

async function addLeaves(engine: Engine, file: UploadedFile, leaves: Leaf[], leaf: Leaf, level: number): Promise<void> {
  if (!leaf.type.startsWith('STRUCT(') || leaf.type.endsWith('[]') || level >= LEVELS_MAX) {
    leaves.push(leaf);
    return;
  }
  const sql = `DESCRIBE SELECT unnest(${leaf.path}) FROM read_parquet(${literal(file.path)})`;
  for (const row of await engine.rows(sql)) {
    const name = String(row['column_name']);
    const inner = { name: `${leaf.name}.${name}`, path: `${leaf.path}.${identifier(name)}` };
    await addLeaves(engine, file, leaves, { ...inner, type: String(row['column_type']) }, level + 1);
  }
}

/** Which columns of integers have some that a double cannot hold. */
async function findLargeIntegers(
  engine: Engine,
  leaves: readonly Leaf[],
  from: string,
  signal: AbortSignal,
): Promise<ReadonlySet<number>> {
  const wide = leaves.flatMap(({ type }, index) => (/^U?(BIG|HUGE)INT$/.test(type) ? [index] : []));
  if (wide.length === 0) return new Set();
  const max = Number.MAX_SAFE_INTEGER;
  const list = wide.map((index) => `bool_or(c${index} > ${max} OR c${index} < -${max}) AS l${index}`);
  const [row = {}] = await engine.rows(`SELECT ${list.join(', ')} FROM ${from}`, signal);
  return new Set(wide.filter((index) => row[`l${index}`] === true));
}

function describe({ type }: Leaf, name: string, index: number, large: boolean): ScanColumn {
  const at = `c${index}`;
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) {
    if (large) return { name, holds: 'text', sql: `CAST(${at} AS VARCHAR)` };
    return { name, holds: 'integer', sql: `CAST(${at} AS BIGINT)` };
  }
  if (type === 'FLOAT' || type === 'DOUBLE') {
    return { name, holds: 'number', sql: `CASE WHEN isnan(${at}) THEN NULL ELSE CAST(${at} AS DOUBLE) END` };
  }
  if (type.startsWith('DECIMAL')) return { name, holds: 'number', sql: `CAST(${at} AS DOUBLE)` };
  if (type === 'BOOLEAN') return { name, holds: 'boolean', sql: at };
  if (type === 'TIMESTAMP WITH TIME ZONE') {
    return { name, holds: 'timestamp', sql: `make_timestamp(epoch_us(${at}))` };
  }
  if (type === 'DATE' || type.startsWith('TIMESTAMP')) {
    return { name, holds: 'timestamp', sql: `CAST(${at} AS TIMESTAMP)` };
  }
  if (/^(VARCHAR|UUID|TIME|ENUM\(.*\))$/.test(type)) return { name, holds: 'text', sql: `CAST(${at} AS VARCHAR)` };
  if (type === '"NULL"' || type === 'NULL') return { name, holds: 'text', sql: `CAST(${at} AS VARCHAR)` };
  throw refusedData('columns of numbers, texts, times or booleans', `column "${name}" of type ${type.slice(0, 60)}`);
}
