/** A list as JSON, some of it at a time: a long one takes a while to be written, and others are answered meanwhile. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { ANSWERING_MS, createBreath } from '../breathing.ts';

const PIECE_CHARACTERS = 65_536;
const SHORT_VALUES = 1000;

/** Answers with an object whose only field is a list of values that JSON knows. */
export function sendList(
  reply: FastifyReply,
  field: string,
  items: readonly unknown[],
): FastifyReply | Promise<FastifyReply> {
  return sendLists(reply, { [field]: items });
}

/** Fields with their lists; null stands for a list that there is not. */
type Lists = Readonly<Record<string, readonly unknown[] | null>>;

/** The same of several fields, in their order. */
export function sendLists(reply: FastifyReply, lists: Lists): FastifyReply | Promise<FastifyReply> {
  // Bytes, or Fastify would name the character set, which TensorFlow Serving does not.
  reply.header('content-type', 'application/json');
  return areShort(lists) ? reply.send(Buffer.from(JSON.stringify(lists))) : sendPieces(reply, lists);
}

/** Whether all is a few numbers or words, in lists or lists of lists: most answers are. */
function areShort(lists: Lists): boolean {
  let left = SHORT_VALUES;
  for (const items of Object.values(lists)) {
    for (const item of items ?? []) {
      if (Array.isArray(item)) left -= item.length;
      else if (typeof item === 'object') return false;
      if (--left < 0) return false;
    }
  }
  return true;
}

async function sendPieces(reply: FastifyReply, lists: Lists): Promise<FastifyReply> {
  const pieces = piecesOf(lists);
  const first = (await pieces.next()).value ?? '';
  const second = (await pieces.next()).value;
  return reply.send(second === undefined ? Buffer.from(first) : Readable.from(joined([first, second], pieces)));
}

async function* piecesOf(lists: Lists): AsyncGenerator<string, undefined, void> {
  const breathe = createBreath(undefined, ANSWERING_MS);
  let piece = '{';
  for (const [place, [field, items]] of Object.entries(lists).entries()) {
    piece += `${place > 0 ? ',' : ''}${JSON.stringify(field)}:${items ? '[' : 'null'}`;
    if (!items) continue;
    for (const [index, item] of items.entries()) {
      piece += `${index > 0 ? ',' : ''}${JSON.stringify(item)}`;
      if (piece.length < PIECE_CHARACTERS) continue;
      yield piece;
      piece = '';
      await breathe();
    }
    piece += ']';
  }
  yield `${piece}}`;
}

async function* joined(before: readonly string[], rest: AsyncIterable<string>): AsyncGenerator<string, void, void> {
  yield* before;
  yield* rest;
}
