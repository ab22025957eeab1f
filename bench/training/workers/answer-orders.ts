/** The talk of a candidate that runs in Node with the bench: see `../protocol.ts`. Knows nothing of what is trained. */
import { createInterface } from 'node:readline';
import { type CandidateMessage, type Order, type Report, readOrder } from '../protocol.ts';

/** Answers orders until the bench closes the input. */
export async function answerOrders(about: string, go: (order: Order) => Promise<Report>): Promise<void> {
  tell({ ready: about });
  for await (const line of createInterface({ input: process.stdin })) tell(await go(readOrder(line)));
}

function tell(message: CandidateMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
