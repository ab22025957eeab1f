/** An answer as JSON, some of it at a time: a long one takes a while to be written, and others are answered meanwhile. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { ANSWERING_MS, createBreath } from '../breathing.ts';

const PIECE_CHARACTERS = 65_536;
/** Numbers, texts and so on that are written at once: most answers have fewer. */
const SHORT_VALUES = 1000;

/** Answers with a value that JSON knows, in the words of `JSON.stringify`. */
export function sendPieces(reply: FastifyReply, value: object): FastifyReply | Promise<FastifyReply> {
  // Bytes, or Fastify would name the character set, which neither protocol does.
  reply.header('content-type', 'application/json');
  return isShort(value) ? reply.send(Buffer.from(JSON.stringify(value))) : sendLong(reply, value);
}

async function sendLong(reply: FastifyReply, value: object): Promise<FastifyReply> {
  const pieces = piecesOf(value);
  const first = (await pieces.next()).value ?? '';
  const second = (await pieces.next()).value;
  return reply.send(second === undefined ? Buffer.from(first) : Readable.from(joined([first, second], pieces)));
}

async function* piecesOf(value: object): AsyncGenerator<string, undefined, void> {
  const breathe = createBreath(undefined, ANSWERING_MS);
  let piece = '';
  for (const text of jsonTexts(value)) {
    piece += text;
    if (piece.length >= PIECE_CHARACTERS) {
      yield piece;
      piece = '';
    }
    const breath = breathe();
    if (breath) await breath;
  }
  yield piece;
}

/** What `JSON.stringify` makes of a value, in short texts. */
export function* jsonTexts(value: unknown): Generator<string, void, void> {
  if (isShort(value)) yield JSON.stringify(value) ?? 'null';
  else if (Array.isArray(value)) yield* listTexts(value);
  else {
    let separator = '{';
    for (const [key, member] of Object.entries(value as object)) {
      if (member === undefined) continue;
      yield `${separator}${JSON.stringify(key)}:`;
      yield* jsonTexts(member);
      separator = ',';
    }
    yield '}';
  }
}

/** Items that are short are written many at once. @param items that are not short together. */
function* listTexts(items: readonly unknown[]): Generator<string, void, void> {
  for (let from = 0; from < items.length; ) {
    yield from === 0 ? '[' : ',';
    const end = endOfShort(items, from);
    if (end > from) yield JSON.stringify(items.slice(from, end)).slice(1, -1);
    else yield* jsonTexts(items[from]);
    from = Math.max(end, from + 1);
  }
  yield ']';
}

/** Where the items end that are short together. */
function endOfShort(items: readonly unknown[], from: number): number {
  let left = SHORT_VALUES;
  for (let at = from; at < items.length; at++) {
    left -= valuesIn(items[at], left);
    if (left < 0) return at;
  }
  return items.length;
}

function isShort(value: unknown): boolean {
  return valuesIn(value, SHORT_VALUES) <= SHORT_VALUES;
}

/** How many values a value holds, itself among them; counted no further than beyond `most`. */
function valuesIn(value: unknown, most: number): number {
  if (typeof value !== 'object' || value === null) return 1;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  if (members.length > most) return members.length + 1;
  let count = 1;
  for (const member of members) {
    count += valuesIn(member, most - count);
    if (count > most) return count;
  }
  return count;
}

async function* joined(before: readonly string[], rest: AsyncIterable<string>): AsyncGenerator<string, void, void> {
  yield* before;
  yield* rest;
}
