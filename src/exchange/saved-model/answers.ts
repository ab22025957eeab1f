/** What a network's outputs mean, as nodes of a graph: the answers of this service, under the names of its signature. */
import type { Manifest } from '../../registry/index.ts';
import type { GraphWriter, Output } from './graph-writer.ts';

export interface GraphOutput {
  readonly name: string;
  readonly output: Output;
  readonly shape: readonly number[];
}

/** @param outputs of the network: float32 `[batch, labels]`. */
export function writeAnswers(
  writer: GraphWriter,
  { task, labels, scales }: Pick<Manifest, 'task' | 'labels' | 'scales'>,
  outputs: Output,
): GraphOutput[] {
  const shape = [-1, labels.length];
  if (task === 'regression') return [{ name: 'values', output: inUnits(writer, scales, outputs), shape }];
  const probabilities = { name: 'probabilities', output: outputs, shape };
  if (task !== 'classification') return [probabilities];
  return [probabilities, { name: 'label', output: likeliest(writer, labels, outputs), shape: [-1] }];
}

/** What `classify` and `regress` give: classes with their scores, or one number. Undefined for several numbers. */
export function writeExampleAnswers(
  writer: GraphWriter,
  { task, labels, scales }: Pick<Manifest, 'task' | 'labels' | 'scales'>,
  outputs: Output,
): { readonly method: 'classify' | 'regress'; readonly outputs: GraphOutput[] } | undefined {
  if (task === 'regression') {
    if (labels.length > 1) return undefined;
    const values = writer.cast(writer.reshape(inUnits(writer, scales, outputs), [-1]), 'float32');
    return { method: 'regress', outputs: [{ name: 'outputs', output: values, shape: [-1] }] };
  }
  const shape = [-1, labels.length];
  const count = writer.reshape(writer.sizeOf(outputs, 0), [1]);
  const classes = writer.node(
    'Tile',
    [writer.texts(labels, [1, labels.length]), writer.concat([count, writer.numbers('int32', [1])], 0)],
    { T: { type: 'string' }, Tmultiples: { type: 'int32' } },
    'string',
  );
  const named = [
    { name: 'classes', output: classes, shape },
    { name: 'scores', output: outputs, shape },
  ];
  return { method: 'classify', outputs: named };
}

function inUnits(writer: GraphWriter, scales: Manifest['scales'], outputs: Output): Output {
  const numbers = writer.cast(outputs, 'float64');
  if (!scales) return numbers;
  const list = (values: readonly number[]): Output => writer.numbers('float64', values);
  const scaled = writer.arithmetic('Mul', numbers, list(scales.map(({ deviation }) => deviation)));
  return writer.arithmetic('AddV2', scaled, list(scales.map(({ mean }) => mean)));
}

function likeliest(writer: GraphWriter, labels: readonly string[], outputs: Output): Output {
  const place = writer.node(
    'ArgMax',
    [outputs, writer.number('int32', 1)],
    { T: { type: 'float32' }, Tidx: { type: 'int32' }, output_type: { type: 'int64' } },
    'int64',
  );
  return writer.node(
    'GatherV2',
    [writer.texts(labels), place, writer.number('int32', 0)],
    { Tparams: { type: 'string' }, Tindices: { type: 'int64' }, Taxis: { type: 'int32' }, batch_dims: { int: 0 } },
    'string',
  );
}
