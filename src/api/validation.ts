/** Plugs our own checking of schemas into Fastify: an unknown field is an error, nothing is dropped or guessed. */
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { AppError } from '../errors.ts';
import { validator } from '../validation.ts';

export function useSchemas(app: FastifyInstance): void {
  app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => {
    const problemsOf = validator(schema);
    // Everything in a URL is text: there, and only there, "20" may stand for a number.
    const textual = httpPart !== 'body';
    return (received: unknown) => {
      const value = textual ? Value.Convert(schema, received) : received;
      const problems = problemsOf(value);
      if (problems.length === 0) return { value };
      const [first = { pointer: '', detail: '' }] = problems;
      const message = first.pointer ? `${first.pointer}: ${first.detail}` : first.detail;
      return { error: new AppError('ERR_VALIDATION', message, { problems }) };
    };
  });
  // Response schemas are the documentation; what we send is ours already.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
}
