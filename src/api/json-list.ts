/** A list as JSON, some of it at a time: a long one takes a while to be written, and others are answered meanwhile. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { ANSWERING_MS, createBreath } from '../breathing.ts';

const PIECE_CHARACTERS = 65_536;

/** Answers with an object whose only field is a list of values that JSON knows. */
export async function sendList(reply: FastifyReply, field: string, items: readonly unknown[]): Promise<FastifyReply> {
  const pieces = piecesOf(field, items);
  const first = (await pieces.next()).value ?? '';
  const second = (await pieces.next()).value;
  reply.type('application/json; charset=utf-8');
  return reply.send(second === undefined ? first : Readable.from(joined([first, second], pieces)));
}

async function* piecesOf(field: string, items: readonly unknown[]): AsyncGenerator<string, undefined, void> {
  const breathe = createBreath(undefined, ANSWERING_MS);
  let piece = `{${JSON.stringify(field)}:[`;
  for (const [index, item] of items.entries()) {
    piece += `${index > 0 ? ',' : ''}${JSON.stringify(item)}`;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
    await breathe();
  }
  yield `${piece}]}`;
}

async function* joined(before: readonly string[], rest: AsyncIterable<string>): AsyncGenerator<string, void, void> {
  yield* before;
  yield* rest;
}
