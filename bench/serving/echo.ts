/**
 * The floor: bare Fastify, which takes bodies of the same sizes and answers as much, and computes nothing.
 * `/json` parses its body as Fastify does by default; `/bytes` only receives it.
 */
import fastify from 'fastify';

const ANSWER = { predictions: [Array.from({ length: 10 }, (_, index) => Math.fround(1 / (index + 3)))] };
const BYTES = Buffer.alloc(40);

const app = fastify();
app.post('/json', async () => ANSWER);
app.register(async (bytes) => {
  bytes.removeAllContentTypeParsers();
  bytes.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  bytes.post('/bytes', async () => ANSWER);
  bytes.post('/binary', async () => BYTES);
});
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
