/** Predictions as an answer of the Open Inference Protocol: JSON, with raw tensors behind it where they were asked for. */
import { likeliestLabel, type Readings, type RequestedOutput } from '../../../prediction/index.ts';
import type { Manifest } from '../../../registry/index.ts';
import { encodeNumbers, encodeTexts } from './raw-outputs.ts';

export interface InferenceResponse {
  readonly json: object;
  /** What follows the JSON; undefined where nothing was asked for raw. */
  readonly raw: Buffer | undefined;
}

interface Output {
  readonly name: string;
  readonly datatype: 'FP32' | 'FP64' | 'BYTES';
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

const SCORE_DIGITS = 6;

/** @param rows the outputs of each instance. */
export function inferenceResponse(
  manifest: Manifest,
  { id, outputs: asked }: Pick<Readings['inference'], 'id' | 'outputs'>,
  rows: readonly number[][],
): InferenceResponse {
  const raws: Buffer[] = [];
  const outputs = asked.map((output) => {
    const { name, datatype, shape, data } = outputOf(manifest, output, rows);
    if (!output.binary) return { name, datatype, shape, data };
    const raw =
      datatype === 'BYTES'
        ? encodeTexts(data as readonly string[])
        : encodeNumbers(datatype, data as readonly number[]);
    raws.push(raw);
    return { name, datatype, shape, parameters: { binary_data_size: raw.length } };
  });
  return {
    json: {
      model_name: manifest.model,
      model_version: String(manifest.version),
      ...(id !== undefined && { id }),
      outputs,
    },
    raw: asked.some(({ binary }) => binary) ? Buffer.concat(raws) : undefined,
  };
}

function outputOf(manifest: Manifest, { name, classification }: RequestedOutput, rows: readonly number[][]): Output {
  const { labels, task } = manifest;
  if (name === 'label') {
    return { name, datatype: 'BYTES', shape: [rows.length], data: rows.map((row) => likeliestLabel(manifest, row)) };
  }
  if (classification !== undefined) {
    const count = Math.min(classification, labels.length);
    const data = rows.flatMap((row) => classes(labels, row).slice(0, count));
    return { name, datatype: 'BYTES', shape: [rows.length, count], data };
  }
  const datatype = task === 'regression' ? 'FP64' : 'FP32';
  return { name, datatype, shape: [rows.length, labels.length], data: rows.flat() };
}

/** `0.912000:3:cat`, the largest first. */
function classes(labels: readonly string[], row: readonly number[]): string[] {
  const order = row.map((value, index) => ({ value, index })).sort((a, b) => b.value - a.value);
  return order.map(({ value, index }) => `${value.toFixed(SCORE_DIGITS)}:${index}:${labels[index]}`);
}
