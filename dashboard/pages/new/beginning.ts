/** What a form begins with. */
import { type Draft, withValue } from './draft.ts';

/** What the address says, over what is there. */
export function beginning(asked: URLSearchParams, before: Draft = {}): Draft {
  let draft: Draft = { ...before };
  for (const field of ['dataset', 'model', 'network', 'baseModel', 'target']) {
    const given = asked.get(field);
    if (given !== null) draft = withValue(draft, `/${field}`, given);
  }
  const dataset = draft['dataset'];
  if (draft['model'] === undefined && dataset !== undefined) draft = { model: dataset, ...draft };
  if (draft['network'] === undefined && draft['baseModel'] === undefined) draft = withValue(draft, '/network', 'auto');
  return draft;
}
