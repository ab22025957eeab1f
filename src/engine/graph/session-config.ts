/**
 * TensorFlow's ConfigProto for a session: its threads, and how much it optimizes graphs. A few fields, written by hand;
 * tfjs-node ships no message for it.
 */

export interface SessionThreads {
  /** Threads that share the work of one operation. */
  readonly intraOp: number;
  /** Operations that may run at once; 0: none beside the caller's thread, which then runs the graph itself. */
  readonly interOp: number;
}

export interface SessionOptions extends SessionThreads {
  /**
   * Unless false, TensorFlow rewrites graphs before their first run, which takes some 230 ms for an LSTM of 100 steps. Its
   * rewriting is not exact where numbers are not finite: a ReLU that it fuses with a product makes 0 of NaN.
   */
  readonly rewriting?: boolean;
}

/** Field numbers of `tensorflow/core/protobuf/config.proto`; all of varint type. */
const INTRA_OP_PARALLELISM_THREADS = 2;
const INTER_OP_PARALLELISM_THREADS = 5;
const GRAPH_OPTIONS = 10;
/** Of GraphOptions, and of its RewriterConfig (`rewriter_config.proto`). */
const REWRITE_OPTIONS = 10;
const DISABLE_META_OPTIMIZER = 19;
const LENGTH_DELIMITED = 2;
const VARINT_BYTES_MAX = 10;

export function sessionConfig({ intraOp, interOp, rewriting = true }: SessionOptions): Uint8Array {
  return Uint8Array.from([
    ...varintField(INTRA_OP_PARALLELISM_THREADS, intraOp),
    // Negative: `DirectSession` runs the graph in the thread that asks for it.
    ...varintField(INTER_OP_PARALLELISM_THREADS, interOp === 0 ? -1 : interOp),
    ...(rewriting
      ? []
      : bytesField(GRAPH_OPTIONS, bytesField(REWRITE_OPTIONS, varintField(DISABLE_META_OPTIMIZER, 1)))),
  ]);
}

function bytesField(field: number, bytes: readonly number[]): number[] {
  return [...varint((field << 3) | LENGTH_DELIMITED), ...varint(bytes.length), ...bytes];
}

function varintField(field: number, value: number): number[] {
  return [...varint(field << 3), ...varint(value)];
}

/** Protocol buffers write an int32 as the varint of its 64-bit two's complement. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (let index = 0; index < VARINT_BYTES_MAX; index++) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
    if (rest === 0n) break;
  }
  return bytes;
}
