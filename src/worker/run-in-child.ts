/**
 * One attempt at a job in a child process: gives it the order, hands on what it tells, and kills it when the job is done or
 * not to go on. Knows nothing of what the messages mean.
 */
import { AppError, isErrorCode } from '../errors.ts';
import type { Attempt } from '../queue/index.ts';
import type { Child, CommonMessage } from './child.ts';
import type { ChildPool } from './child-pool.ts';
import { watchMemory } from './memory-watch.ts';

export interface ChildRun<Order, Message, Result> {
  readonly attempt: Attempt;
  readonly children: ChildPool<Child<Order, Message>>;
  readonly order: Order;
  /** The memory that the child may take; and how to say that it took more. */
  readonly memory?: { readonly bytesMax: number; exceeded(bytes: number): AppError };
  /** Gets to know the child that has the order. */
  began?(child: Child<Order, Message>): void;
  /**
   * Takes a message.
   * @param memoryBytes what the child held last; 0 where that is not watched.
   * @returns what the job has come to, once it has.
   */
  receive(message: Message, child: Child<Order, Message>, memoryBytes: number): Promise<Result | undefined>;
}

/**
 * @returns when the child is dead.
 * @throws AppError what the child failed with, the code of its death if it died, ERR_CANCELLED if the attempt was aborted
 * before it began.
 */
export async function runInChild<Order, Message extends { readonly type: string }, Result>(
  run: ChildRun<Order, Message | CommonMessage, Result>,
): Promise<Result> {
  const { attempt, children, order, memory, began, receive } = run;
  const child = await children.take();
  const kill = (): void => child.kill();
  attempt.signal.addEventListener('abort', kill);
  let tooMuch: AppError | undefined;
  const watch =
    memory &&
    watchMemory(child.pid, memory.bytesMax, (bytes) => {
      tooMuch = memory.exceeded(bytes);
      child.kill();
    });
  try {
    if (attempt.signal.aborted) throw new AppError('ERR_CANCELLED', 'The attempt was stopped before it began.');
    child.send(order);
    began?.(child);
    for (;;) {
      const message = await child.next().catch((error: unknown) => {
        throw tooMuch ?? error;
      });
      if (isFailure(message))
        throw new AppError(isErrorCode(message.code) ? message.code : 'ERR_INTERNAL', message.message);
      const result = await receive(message, child, watch?.bytes() ?? 0);
      if (result !== undefined) return result;
    }
  } finally {
    watch?.stop();
    attempt.signal.removeEventListener('abort', kill);
    child.kill();
    await child.ended;
  }
}

function isFailure(message: { readonly type: string }): message is Extract<CommonMessage, { type: 'failed' }> {
  return message.type === 'failed';
}
