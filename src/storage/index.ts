/** What must last: one interface, and its stores. */
export { openFileStorage } from './file-storage.ts';
export type { Storage } from './storage.ts';
