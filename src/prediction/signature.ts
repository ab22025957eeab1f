/**
 * What a version takes and gives, as named tensors, for protocols that describe models so. Inputs are what the dataset held, in
 * its own units: the version's preprocessing is not seen from outside.
 */
import type { Preprocessing, TabularPreprocessing } from '../data/index.ts';
import type { Manifest } from '../registry/index.ts';
import type { Datatype } from './datatypes.ts';

export interface TensorSpec {
  readonly name: string;
  readonly datatype: Datatype;
  /** The batch first; −1 where any number will do. */
  readonly shape: readonly number[];
}

export interface InputSpec extends TensorSpec {
  /** Whether it may be left out: its values are missing then, as those of some training rows were. */
  readonly optional: boolean;
}

export interface Signature {
  readonly inputs: readonly InputSpec[];
  /** The numbers first; where one class is predicted, its label after them. */
  readonly outputs: readonly TensorSpec[];
}

/** The inputs and outputs of a version. */
export function signatureOf({
  preprocessing,
  task,
  labels,
}: Pick<Manifest, 'preprocessing' | 'task' | 'labels'>): Signature {
  const numbers: TensorSpec =
    task === 'regression'
      ? { name: 'values', datatype: 'FP64', shape: [-1, labels.length] }
      : { name: 'probabilities', datatype: 'FP32', shape: [-1, labels.length] };
  const label: TensorSpec = { name: 'label', datatype: 'BYTES', shape: [-1] };
  return { inputs: inputsOf(preprocessing), outputs: task === 'classification' ? [numbers, label] : [numbers] };
}

function inputsOf(preprocessing: Preprocessing): InputSpec[] {
  switch (preprocessing.kind) {
    case 'image': {
      const { height, width, channels } = preprocessing;
      return [{ name: 'image', datatype: 'UINT8', shape: [-1, height, width, channels], optional: false }];
    }
    case 'audio':
      return [{ name: 'audio', datatype: 'BYTES', shape: [-1], optional: false }];
    case 'text':
      return [{ name: preprocessing.column, datatype: 'BYTES', shape: [-1], optional: false }];
    case 'sequence': {
      const { precision, padded, length, features } = preprocessing;
      const datatype = precision === 'float32' ? 'FP32' : 'FP64';
      return [{ name: 'sequence', datatype, shape: [-1, padded ? -1 : length, features.length], optional: false }];
    }
    case 'tensor':
      return [{ name: 'tensor', datatype: 'FP32', shape: [-1, ...preprocessing.shape], optional: false }];
    case 'tabular':
      return preprocessing.columns.map(columnInput);
  }
}

function columnInput(column: TabularPreprocessing['columns'][number]): InputSpec {
  return { name: column.name, datatype: datatypeOf(column), shape: [-1], optional: column.nullable };
}

function datatypeOf({ type, nullable }: TabularPreprocessing['columns'][number]): Datatype {
  switch (type) {
    case 'text':
    case 'timestamp':
      return 'BYTES';
    case 'boolean':
      return 'BOOL';
    case 'integer':
      // A whole number has no way to be missing.
      return nullable ? 'FP64' : 'INT64';
    case 'number':
      return 'FP64';
  }
}
