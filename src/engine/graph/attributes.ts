/** Attributes of operations, and the types of tensors, for whoever writes a graph node by node. */
import { backend, type OperationAttribute } from '../runtime.ts';

/** TensorFlow's `DataType`s. */
export const DTYPES = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  string: 7,
  int64: 9,
  bool: 10,
  complex128: 18,
  resource: 20,
} as const;
export type Dtype = keyof typeof DTYPES;

export type AttributeValue =
  | { readonly type: Dtype }
  | { readonly types: readonly Dtype[] }
  | { readonly int: number }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly texts: readonly string[] }
  /** −1 where any size will do. */
  | { readonly shape: readonly number[] }
  | { readonly shapes: readonly (readonly number[])[] };

export function attribute(name: string, value: AttributeValue): OperationAttribute {
  const { TF_ATTR_TYPE, TF_ATTR_INT, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_STRING, TF_ATTR_SHAPE } = backend.binding;
  if ('type' in value) return { name, type: TF_ATTR_TYPE, value: DTYPES[value.type] };
  if ('types' in value) return { name, type: TF_ATTR_TYPE, value: value.types.map((type) => DTYPES[type]) };
  if ('int' in value) return { name, type: TF_ATTR_INT, value: value.int };
  if ('float' in value) return { name, type: TF_ATTR_FLOAT, value: value.float };
  if ('bool' in value) return { name, type: TF_ATTR_BOOL, value: value.bool };
  if ('text' in value) return { name, type: TF_ATTR_STRING, value: value.text };
  if ('texts' in value) return { name, type: TF_ATTR_STRING, value: value.texts };
  return { name, type: TF_ATTR_SHAPE, value: 'shape' in value ? value.shape : value.shapes };
}
