/** A version's signatures as TensorFlow Serving's metadata has them: a protocol buffer in JSON, sizes as texts. */
import {
  type Datatype,
  DEFAULT_SIGNATURE,
  exampleMethod,
  methodName,
  signatureOf,
  type TensorSpec,
} from '../../../prediction/index.ts';
import type { Manifest } from '../../../registry/index.ts';

const DATATYPES: Readonly<Partial<Record<Datatype, string>>> = {
  BOOL: 'DT_BOOL',
  UINT8: 'DT_UINT8',
  INT64: 'DT_INT64',
  FP32: 'DT_FLOAT',
  FP64: 'DT_DOUBLE',
  BYTES: 'DT_STRING',
};

/** What the names of a signature's tensors are called in a graph. */
const CLASSES: readonly TensorSpec[] = [
  { name: 'classes', datatype: 'BYTES', shape: [-1, -1] },
  { name: 'scores', datatype: 'FP32', shape: [-1, -1] },
];
const EXAMPLES: readonly TensorSpec[] = [{ name: 'inputs', datatype: 'BYTES', shape: [-1] }];
const VALUE: readonly TensorSpec[] = [{ name: 'outputs', datatype: 'FP32', shape: [-1] }];

/** The answer to `…/metadata`. */
export function metadataOf(manifest: Manifest): object {
  const { inputs, outputs } = signatureOf(manifest);
  const examples = exampleMethod(manifest);
  const signatures = {
    // Numbers alone: a label is what `classify` gives.
    [DEFAULT_SIGNATURE]: signature(inputs, outputs.slice(0, 1), methodName('predict'), DEFAULT_SIGNATURE),
    ...(examples && {
      [methodName(examples)]: signature(
        EXAMPLES,
        examples === 'classify' ? CLASSES : VALUE,
        methodName(examples),
        examples,
      ),
    }),
  };
  return {
    model_spec: { name: manifest.model, signature_name: '', version: String(manifest.version) },
    metadata: { signature_def: { signature_def: signatures } },
  };
}

function signature(
  inputs: readonly TensorSpec[],
  outputs: readonly TensorSpec[],
  method: string,
  graph: string,
): object {
  return {
    inputs: tensors(inputs, graph),
    outputs: tensors(outputs, graph),
    method_name: method,
    defaults: {},
  };
}

function tensors(specs: readonly TensorSpec[], graph: string): object {
  return Object.fromEntries(
    specs.map(({ name, datatype, shape }) => [
      name,
      {
        dtype: DATATYPES[datatype],
        tensor_shape: { dim: shape.map((size) => ({ size: String(size), name: '' })), unknown_rank: false },
        name: `${graph}_${name}:0`,
      },
    ]),
  );
}
