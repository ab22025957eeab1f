/**
 * Mends what tfjs-node 4.22 misses on newer Node: it calls `util.isNullOrUndefined`, gone since Node 23 and a warning
 * before (DEP0051), and `util.isArray`, whose use warns (DEP0044). Must be imported before tfjs-node, and by nothing else.
 */
import util from 'node:util';

const legacy: { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean } = util;
legacy.isNullOrUndefined = (value) => value === null || value === undefined;
legacy.isArray = Array.isArray;
