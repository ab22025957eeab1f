/** What a dataset could be called that is made of files. */
const NAME_LENGTH_MAX = 64;

/** The first file's name without its endings, as names may be: letters, digits, dots, dashes and underscores. */
export function proposedName(files: readonly { readonly name: string }[]): string {
  const [first] = files;
  if (!first) return '';
  const bare = first.name.replace(
    /(\.(gz|zip|csv|tsv|txt|json|ndjson|jsonl|parquet|npy|npz|idx|wav|png|jpe?g))+$/i,
    '',
  );
  // What tells a part says nothing of the whole.
  const whole =
    files.length > 1 ? bare.replace(/[-_. ](train|test|validation|val|valid|dev|inputs|labels)$/i, '') : bare;
  return whole
    .normalize('NFKD')
    .replace(/[̀-ͯ]/g, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
    .slice(0, NAME_LENGTH_MAX);
}
