/** The files that batch predictions make: where each lies, and what is told of it. */
import Type, { type Static } from 'typebox';

export const OUTPUT_FORMATS = ['ndjson', 'csv', 'parquet'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export const JobOutput = Type.Object({
  format: Type.Enum([...OUTPUT_FORMATS]),
  mediaType: Type.String(),
  bytes: Type.Integer({ minimum: 0 }),
  digest: Type.String({ description: '`sha256:…` of the file' }),
  rows: Type.Integer({ minimum: 0 }),
  refusedRows: Type.Integer({ minimum: 0, description: 'that have an error in the place of a prediction' }),
});
export type JobOutput = Static<typeof JobOutput>;

export const MEDIA_TYPES: { readonly [F in OutputFormat]: string } = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8; header=present',
  parquet: 'application/vnd.apache.parquet',
};

/** The prefix of all that the attempts at a job have made. */
export function outputsPrefix(jobId: string): string {
  return `jobs/${jobId}/output`;
}

/** Each attempt has a place of its own: one that was superseded and still writes does no harm. */
export function outputKey(jobId: string, attempt: number, format: OutputFormat): string {
  return `${outputsPrefix(jobId)}/${attempt}.${format}`;
}
