/** The addon that runs graphs (`native/session.cc`), typed. Nothing but its functions. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A session, or a prepared run of one, as the addon holds it. */
export interface NativeSession {
  readonly kind: 'session';
}
export interface NativeRun {
  readonly kind: 'run';
}

export interface NativeInput {
  readonly name: string;
  readonly dtype: number;
  readonly shape: readonly number[];
}

/** Rows of a larger array, to be gathered by the addon (`native/feed.h`). */
export interface NativeGathering {
  readonly values: ArrayBufferView;
  readonly rows: Uint32Array;
  readonly from: number;
  readonly to: number;
}

export interface NativeSessions {
  openSession(config: Uint8Array): NativeSession;
  /** @param graph a serialized GraphDef. @throws Error with TensorFlow's message. */
  extendSession(session: NativeSession, graph: Uint8Array): void;
  prepareRun(
    session: NativeSession,
    inputs: readonly NativeInput[],
    outputs: readonly string[],
    targets: readonly string[],
  ): NativeRun;
  /** Reads the inputs, fills the outputs. @throws Error with TensorFlow's message. */
  run(
    run: NativeRun,
    inputs: readonly (ArrayBufferView | NativeGathering)[],
    outputs: readonly ArrayBufferView[],
  ): void;
  /** The same beside this thread: inputs are read before it returns. @returns how many milliseconds it computed, once it did. */
  runLater(
    run: NativeRun,
    inputs: readonly (ArrayBufferView | NativeGathering)[],
    outputs: readonly ArrayBufferView[],
  ): Promise<number>;
  /** Frees the session, after the runs that are underway. */
  closeSession(session: NativeSession): void;
}

/** Put there by the set-up. The same from src and from dist. */
const ADDON = fileURLToPath(new URL('../../../node_modules/.epochd/engine.node', import.meta.url));

export const nativeSessions = createRequire(import.meta.url)(ADDON) as NativeSessions;
