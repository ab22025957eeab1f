/** An instance that is a file: `{"b64": "…"}`, or the same with its bytes where they did not come as JSON. */

/** @returns the file's bytes; undefined for an instance of another form. */
export function fileOf(instance: unknown): Uint8Array | undefined {
  if (typeof instance !== 'object' || instance === null || !('b64' in instance)) return undefined;
  if (instance.b64 instanceof Uint8Array) return instance.b64;
  return typeof instance.b64 === 'string' ? Buffer.from(instance.b64, 'base64') : undefined;
}
