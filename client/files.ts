/** Files that are uploaded, whoever holds them. */

/** A file of a browser or of `fs.openAsBlob`, a blob, or one that is in memory, under the name that it is to have. */
export type UploadFile = Blob | { readonly name: string; readonly content: Blob | Uint8Array | string };

export function blobOf(file: UploadFile): [Blob, string] {
  if (file instanceof Blob) {
    const { name } = file as { name?: unknown };
    return [file, typeof name === 'string' && name !== '' ? name : 'file'];
  }
  const { name, content } = file;
  return [content instanceof Blob ? content : new Blob([content as Uint8Array<ArrayBuffer>]), name];
}
