/** TensorFlow Serving's status of versions. */
import Type, { type Static } from 'typebox';

/**
 * It stands in the same object as our own fields. A version whose manifest is damaged has come to the end of what it can do, as
 * one that TensorFlow Serving could not load.
 */
export const VersionStatus = Type.Object({
  version: Type.String(),
  state: Type.Enum(['AVAILABLE', 'END']),
  status: Type.Object({ error_code: Type.Enum(['OK', 'DATA_LOSS']), error_message: Type.String() }),
});
export type VersionStatus = Static<typeof VersionStatus>;

/** @param damage what is wrong with the version, if something is. */
export function statusOf(version: number, damage?: string): VersionStatus {
  return damage === undefined
    ? { version: String(version), state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } }
    : { version: String(version), state: 'END', status: { error_code: 'DATA_LOSS', error_message: damage } };
}
