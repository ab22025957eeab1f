/**
 * The other api processes behind the same port, as one of them sees them: what it keeps in memory and a caller could see is asked of
 * all, and what all must know is told to all. Alone, both are calls of its own functions. Knows nothing of what is said.
 *
 * DESIGN Nobody waits for a sibling for long: one that has not answered in time is left out, and counted. One that dies meanwhile is
 * not waited for. Requests are asked about only where a caller asks (metrics, statistics, loading), never for a prediction.
 */
import { AppError, codeOf, isErrorCode, messageOf } from '../../errors.ts';
import type { FromPrimary, Reply, ToPrimary } from './messages.ts';

export interface Answers<T> {
  /** This process' first; then the others', in no order. */
  readonly answers: readonly [T, ...T[]];
  /** Processes that did not answer in time, or are being replaced. */
  readonly silent: number;
}

export interface ShareOptions {
  /** How long the others may take. Default: 2,000. */
  readonly timeoutMs?: number;
  /** Whether the primary keeps answers to this. */
  readonly kept?: boolean;
}

export interface Siblings {
  /** Processes that serve together, this one among them. */
  readonly count: number;
  /**
   * Makes a question that each process answers for itself. Once for each topic, before the process listens.
   * @returns asks all of them. It throws what `own` throws, also in another process, as an AppError.
   */
  share<A, T>(
    topic: string,
    own: (asked: A) => T | Promise<T>,
    options?: ShareOptions,
  ): (asked: A) => Promise<Answers<T>>;
  /**
   * Makes something that each process hears of the others.
   * @returns tells it to all others; whether they hear it, nobody learns.
   */
  spread<T>(topic: string, heard: (told: T) => void): (told: T) => void;
}

const TIMEOUT_MS = 2000;
/** For the primary, over what the others may take. */
const WAY_MS = 500;

/** Of a process that serves by itself. */
export const NO_SIBLINGS: Siblings = {
  count: 1,
  share: (_topic, own) => async (asked) => ({ answers: [await own(asked)], silent: 0 }),
  spread: () => () => undefined,
};

/** Of a process that `startPrimary` forked. @param count of all. */
export function joinSiblings(count: number): Siblings {
  const owns = new Map<string, (asked: never) => unknown>();
  const ears = new Map<string, (told: never) => void>();
  const waiting = new Map<number, (answers: Pick<FromPrimary & { type: 'answers' }, 'replies' | 'kept'>) => void>();
  let asked = 0;

  process.on('message', (message: FromPrimary) => {
    if (message.type === 'asked') void answer(message.id, owns.get(message.topic), message.asked);
    else if (message.type === 'told') ears.get(message.topic)?.(message.told as never);
    else if (message.type === 'answers') waiting.get(message.id)?.(message);
  });

  async function answer(id: number, own: ((asked: never) => unknown) | undefined, question: unknown): Promise<void> {
    if (!own) return;
    send({ type: 'answer', id, reply: await replyOf(() => own(question as never)) });
  }

  /** Empty where not even the primary answers. */
  function askOthers(
    message: Omit<ToPrimary & { type: 'ask' }, 'type' | 'id'>,
  ): Promise<{ readonly replies: readonly Reply[]; readonly kept: readonly unknown[] }> {
    const id = ++asked;
    return new Promise((resolve) => {
      const settle = (answers: { readonly replies: readonly Reply[]; readonly kept: readonly unknown[] }): void => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(answers);
      };
      const timer = setTimeout(() => settle({ replies: [], kept: [] }), message.timeoutMs + WAY_MS);
      waiting.set(id, settle);
      send({ type: 'ask', id, ...message });
    });
  }

  return {
    count,
    share<A, T>(
      topic: string,
      own: (question: A) => T | Promise<T>,
      { timeoutMs = TIMEOUT_MS, kept: isKept = false }: ShareOptions = {},
    ) {
      owns.set(topic, own);
      return async (question: A): Promise<Answers<T>> => {
        const mine = (async () => own(question))();
        const ask = (more: { readonly own?: T }) => askOthers({ topic, asked: question, timeoutMs, ...more });
        const [first, { replies, kept }] = isKept
          ? [await mine, await ask({ own: await mine })]
          : await Promise.all([mine, ask({})]);
        return { answers: [first, ...replies.map(valueIn<T>), ...(kept as T[])], silent: count - 1 - replies.length };
      };
    },
    spread<T>(topic: string, heard: (told: T) => void) {
      ears.set(topic, heard);
      return (told: T) => send({ type: 'tell', topic, told });
    },
  };
}

/** Without the primary there is nobody to hear it, and this process ends. */
function send(message: ToPrimary): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

async function replyOf(own: () => unknown): Promise<Reply> {
  try {
    return { value: await own() };
  } catch (error) {
    return { error: { code: codeOf(error), message: messageOf(error) } };
  }
}

function valueIn<T>(reply: Reply): T {
  if ('value' in reply) return reply.value as T;
  const { code, message } = reply.error;
  throw new AppError(isErrorCode(code) ? code : 'ERR_INTERNAL', message);
}
