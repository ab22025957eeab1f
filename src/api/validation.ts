/** Plugs our own checking of bodies and schemas into Fastify: an unknown field is an error, nothing is dropped or guessed. */
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { AppError } from '../errors.ts';
import { numberReader, validator } from '../validation.ts';

/** Bodies are JSON in UTF-8: other types are refused, and bytes that are no text are not replaced by others. */
export function readJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    let text: string;
    try {
      text = utf8.decode(body);
    } catch {
      done(new AppError('ERR_MALFORMED', 'Expected JSON in UTF-8. Received: bytes that are no UTF-8.'));
      return;
    }
    parse(request, text, done);
  });
}

export function useSchemas(app: FastifyInstance): void {
  app.setValidatorCompiler<TSchema>(compileSchema);
  // Response schemas are the documentation; what we send is ours already.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
}

/** A checker of one part of a request. */
export function compileSchema({ schema, httpPart }: { schema: TSchema; httpPart?: string | undefined }) {
  const problemsOf = validator(schema);
  // Everything in a URL is text: there, and only there, "20" may stand for a number.
  const read = httpPart === 'body' ? (value: unknown) => value : numberReader(schema);
  return (received: unknown) => {
    const value = read(received);
    const problems = problemsOf(value);
    if (problems.length === 0) return { value };
    const [first = { pointer: '', detail: '' }] = problems;
    const message = first.pointer ? `${first.pointer}: ${first.detail}` : first.detail;
    return { error: new AppError('ERR_VALIDATION', message, { problems }) };
  };
}
