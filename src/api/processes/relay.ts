/**
 * Carries what api processes say to each other: their channels lead to the primary alone. Knows nothing of what is said, but for
 * topics whose answers it keeps.
 */
import type { Worker } from 'node:cluster';
import type { StartMessage } from '../../process.ts';
import type { FromPrimary, Reply, ToPrimary } from './messages.ts';

/** Keeps answers to one topic, for when their process answers no more. */
export interface Keeper {
  heard(process: number, answer: unknown): void;
  /** That process has died. */
  gone(process: number): void;
  /** What stands for those that have not answered, or are gone. */
  rest(answered: ReadonlySet<number>): unknown[];
}

export interface Relay {
  /** Takes part from when it says that it is ready, until it dies. */
  join(worker: Worker): void;
}

/** Answers that are being waited for. */
interface Gathering {
  readonly keeper: Keeper | undefined;
  readonly missing: Set<number>;
  readonly replies: Map<number, Reply>;
  end(): void;
}

/** @param keepers by topic. */
export function createRelay(keepers: Readonly<Record<string, Keeper>>): Relay {
  const members = new Map<number, Worker>();
  const gatherings = new Map<number, Gathering>();
  let gathered = 0;

  function gather(asker: Worker, { id, topic, asked, timeoutMs, own }: ToPrimary & { type: 'ask' }): void {
    const key = ++gathered;
    const others = [...members.values()].filter((member) => member.id !== asker.id);
    const keeper = keepers[topic];
    keeper?.heard(asker.id, own);
    const gathering: Gathering = {
      keeper,
      missing: new Set(others.map((member) => member.id)),
      replies: new Map(),
      end() {
        clearTimeout(timer);
        gatherings.delete(key);
        const kept = keeper?.rest(new Set([asker.id, ...gathering.replies.keys()])) ?? [];
        send(asker, { type: 'answers', id, replies: [...gathering.replies.values()], kept });
      },
    };
    const timer = setTimeout(gathering.end, timeoutMs);
    gatherings.set(key, gathering);
    if (others.length === 0) gathering.end();
    for (const member of others) send(member, { type: 'asked', id: key, topic, asked });
  }

  function settle(gathering: Gathering | undefined, member: number, reply?: Reply): void {
    if (!gathering?.missing.delete(member)) return;
    if (reply) gathering.replies.set(member, reply);
    if (reply && 'value' in reply) gathering.keeper?.heard(member, reply.value);
    if (gathering.missing.size === 0) gathering.end();
  }

  function hear(worker: Worker, message: ToPrimary | StartMessage): void {
    if (message.type === 'ready') members.set(worker.id, worker);
    else if (message.type === 'ask') gather(worker, message);
    else if (message.type === 'answer') settle(gatherings.get(message.id), worker.id, message.reply);
    else if (message.type === 'tell') {
      const { topic, told } = message;
      for (const member of members.values()) if (member !== worker) send(member, { type: 'told', topic, told });
    }
  }

  /** What it answered in a gathering that still goes on is what a keeper will tell of it. */
  function leave(worker: Worker): void {
    members.delete(worker.id);
    for (const keeper of Object.values(keepers)) keeper.gone(worker.id);
    for (const gathering of gatherings.values()) {
      gathering.replies.delete(worker.id);
      settle(gathering, worker.id);
    }
  }

  return {
    join(worker) {
      const listener = (message: ToPrimary | StartMessage): void => hear(worker, message);
      worker.on('message', listener);
      // A message that did not leave: `exit` tells why.
      worker.on('error', () => undefined);
      worker.once('exit', () => {
        // What was still on its way would bring it back.
        worker.off('message', listener);
        leave(worker);
      });
    },
  };
}

function send(worker: Worker, message: FromPrimary): void {
  if (worker.isConnected()) worker.process.send(message, undefined, undefined, () => undefined);
}
