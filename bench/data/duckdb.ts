/**
 * DuckDB alone, as one who knows it would use it: reads a CSV and writes it as Parquet, types found by itself. Prints one
 * line of JSON with the seconds of that, those of its loading, and peak memory.
 * Usage: duckdb.ts CSV PARQUET
 */
const began = performance.now();
const { DuckDBInstance, version } = await import('@duckdb/node-api');
const [csv = '', parquet = ''] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
const loadSeconds = (performance.now() - began) / 1000;

const started = performance.now();
const copied = await connection.runAndReadAll(`COPY (FROM read_csv('${csv}')) TO '${parquet}' (FORMAT parquet)`);
const seconds = (performance.now() - started) / 1000;
const rows = Number(copied.getRows()[0]?.[0]);
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ name: `DuckDB ${version()}`, rows, seconds, loadSeconds, peakBytes })}\n`);
