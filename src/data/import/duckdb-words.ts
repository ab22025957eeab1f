/** What DuckDB says of uploaded files, as their sender may read it. It knows them by paths of ours. */
import { messageOf } from '../../errors.ts';
import type { UploadedFile } from './importing.ts';

const CHARACTERS_MAX = 200;

/** @returns for "Received: …": which file it is, where there is only one, and the first line of the message. */
export function duckdbWords(error: unknown, files: readonly UploadedFile[]): string {
  const [line = ''] = messageOf(error).split('\n');
  const words = files.reduce((text, { path, name }) => text.replaceAll(path, () => name), line);
  const which = files.length === 1 ? `${files[0]?.name},` : 'one';
  return `${which} of which DuckDB says: ${words.replace(/\.$/, '').slice(0, CHARACTERS_MAX)}`;
}
