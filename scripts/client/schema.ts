/** The types of the client, made of the service's OpenAPI document. Knows nothing of files, nor of where the document is from. */
import { register } from 'node:module';

const HEADER = `/**
 * What the service takes and answers, by path and method. Made of its OpenAPI document by \`npm run client\`: not to be
 * changed by hand.
 */
`;
/** The generator builds syntax trees by TypeScript's own library, which the newest TypeScript has not. */
const TYPESCRIPT_5 = `export const resolve = (name, context, next) => next(name === 'typescript' ? 'typescript-5' : name, context);`;

/** @returns the text of `client/schema.ts`. */
export async function makeSchema(document: object): Promise<string> {
  register(`data:text/javascript,${encodeURIComponent(TYPESCRIPT_5)}`);
  const { default: openapiTypescript, astToString } = await import('openapi-typescript');
  const nodes = await openapiTypescript(JSON.stringify(document), {
    alphabetize: true,
    // What has a default may be left out.
    defaultNonNullable: false,
    // Of a part that no schema says anything about, anything may come.
    emptyObjectsUnknown: true,
  });
  return HEADER + astToString(nodes);
}
