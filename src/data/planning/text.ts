/** Plans a job whose examples are texts of one column: which column, what its tokens are, how many of them. */
import type { TextPlan } from '../../models/specification/index.ts';
import type { ColumnProfile, DatasetManifest } from '../manifest.ts';
import { type ColumnIndex, columnIndex, type TableManifest, tableManifest } from './features-columns.ts';
import type { PlanningOptions } from './kind.ts';
import { collected, refused, refusedAll, strangers } from './refusals.ts';
import { planTableSplit } from './tabular.ts';
import { planTarget } from './target.ts';

type Request = PlanningOptions['request'];
type Tokens = TextPlan['tokens'];

const SETTINGS = ['text', 'tokens', 'lowercase', 'vocabularySize', 'length', 'separator'] as const;

/** Unless the request says otherwise. A vocabulary counts padding and what is not in it too. */
const DEFAULTS = {
  words: { vocabularySize: 10_000, lengthMax: 256 },
  characters: { vocabularySize: 1000, lengthMax: 1024 },
} as const;
const RESERVED_TOKENS = 2;
/** Profiles count words between spaces; punctuation marks are tokens too. */
const TOKENS_OF_A_WORD = 1.25;

/** @throws AppError ERR_TRAINING with everything in the request that does not fit the texts. */
export function planText(manifest: DatasetManifest, options: PlanningOptions): TextPlan {
  const table = tableManifest(manifest);
  const { request } = options;
  const { preprocessing = {} } = request;
  const index = columnIndex(table.content.columns);
  const problems = strangers('text', preprocessing, SETTINGS);
  if (request.features) {
    const detail = 'Expected no features for data of kind "text"; preprocessing.text names its column. Received: some.';
    problems.push({ pointer: '/features', detail });
  }
  const planned = collected(problems, () => planTarget(table, request, index));
  const column = collected(problems, () => textColumn(table, request, index));
  const split = planTableSplit(table, options, index, planned, problems);
  if (column && planned?.columns.includes(column)) {
    const detail = `Expected a column besides that of the texts. Received: "${column.name}".`;
    problems.push({ pointer: '/target', detail });
  }
  if (!planned || !column || !split || problems.length > 0) throw refusedAll(problems);
  const tokens = preprocessing.tokens ?? 'words';
  const length = preprocessing.length ?? defaultLength(column, tokens);
  return {
    ...{ kind: 'text', task: planned.task, target: planned.target, column: column.name, tokens, length },
    lowercase: preprocessing.lowercase ?? true,
    vocabularySize: preprocessing.vocabularySize ?? defaultVocabulary(table, column, tokens),
    inputShape: [length],
    ...split,
  };
}

function textColumn({ content }: TableManifest, request: Request, index: ColumnIndex): ColumnProfile {
  const asked = request.preprocessing?.text;
  const name = asked ?? content.text;
  const pointer = '/preprocessing/text';
  if (name !== undefined) {
    const column = index.get(name, pointer);
    if (column.type === 'text') return column;
    throw refused(pointer, `Expected a column of texts. Received: "${name}", of type ${column.type}.`);
  }
  const used = new Set([request.target ?? content.target ?? [], request.split?.column ?? []].flat());
  const texts = content.columns.filter((column) => column.type === 'text' && !used.has(column.name));
  const free = texts.filter(({ becomes }) => becomes === 'text');
  const [only, another] = free.length > 0 ? free : texts;
  if (only && !another) return only;
  const names = texts.slice(0, 10).map((column) => JSON.stringify(column.name));
  const received = names.length > 0 ? `several: ${names.join(', ')}` : 'none';
  throw refused(
    pointer,
    `Expected the name of the column with the texts, or only one such column. Received: ${received}.`,
  );
}

/** As long as all but the longest twentieth of the texts. */
function defaultLength({ lengths }: ColumnProfile, tokens: Tokens): number {
  const { lengthMax } = DEFAULTS[tokens];
  if (!lengths) return lengthMax;
  const usual = tokens === 'words' ? lengths.words.p95 * TOKENS_OF_A_WORD : lengths.characters.p95;
  return Math.max(1, Math.min(lengthMax, Math.ceil(usual)));
}

/** No more than the texts could have: an embedding's row for a token that cannot occur would only cost memory. */
function defaultVocabulary({ rows }: TableManifest, { lengths, distinct }: ColumnProfile, tokens: Tokens): number {
  const longest = tokens === 'words' ? (lengths?.words.max ?? 0) * TOKENS_OF_A_WORD : (lengths?.characters.max ?? 0);
  const { vocabularySize } = DEFAULTS[tokens];
  if (longest === 0) return vocabularySize;
  const possible = Math.ceil(longest * Math.min(rows, distinct));
  return Math.max(RESERVED_TOKENS + 1, Math.min(vocabularySize, possible + RESERVED_TOKENS));
}
