/** TensorFlow's ConfigProto for a session: its threads. Four fields, written by hand; tfjs-node ships no message for it. */

export interface SessionThreads {
  /** Threads that share the work of one operation. */
  readonly intraOp: number;
  /** Operations that may run at once; 0: none beside the caller's thread, which then runs the graph itself. */
  readonly interOp: number;
}

/** Field numbers of `tensorflow/core/protobuf/config.proto`; all of varint type. */
const INTRA_OP_PARALLELISM_THREADS = 2;
const INTER_OP_PARALLELISM_THREADS = 5;
const VARINT_BYTES_MAX = 10;

export function sessionConfig({ intraOp, interOp }: SessionThreads): Uint8Array {
  return Uint8Array.from([
    ...varintField(INTRA_OP_PARALLELISM_THREADS, intraOp),
    // Negative: `DirectSession` runs the graph in the thread that asks for it.
    ...varintField(INTER_OP_PARALLELISM_THREADS, interOp === 0 ? -1 : interOp),
  ]);
}

/** Protocol buffers write an int32 as the varint of its 64-bit two's complement. */
function varintField(field: number, value: number): number[] {
  const bytes = [field << 3];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (let index = 0; index < VARINT_BYTES_MAX; index++) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
    if (rest === 0n) break;
  }
  return bytes;
}
