/** Types of a tensor's elements, by the names that the Open Inference Protocol gives them. */

/** Of one element, in bytes; elements of `BYTES` have a length of their own. */
export const ELEMENT_BYTES = {
  BOOL: 1,
  UINT8: 1,
  UINT16: 2,
  UINT32: 4,
  UINT64: 8,
  INT8: 1,
  INT16: 2,
  INT32: 4,
  INT64: 8,
  FP16: 2,
  FP32: 4,
  FP64: 8,
  BYTES: undefined,
} as const;

export type Datatype = keyof typeof ELEMENT_BYTES;

export function isDatatype(name: unknown): name is Datatype {
  return typeof name === 'string' && Object.hasOwn(ELEMENT_BYTES, name);
}
