/** What must last: one interface, and its stores. */
export { openFileStorage } from './file-storage.ts';
export type { Storage, StreamedValue, Workspace } from './storage.ts';
