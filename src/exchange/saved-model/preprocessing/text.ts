/**
 * Texts: cut into tokens and numbered, as `data/preprocessing` does, by TensorFlow's operations on texts. A text that is not in
 * Unicode's form NFKC already is refused: TensorFlow cannot bring it there, and would give another answer.
 */
import { createBreath } from '../../../breathing.ts';
import { FIRST_TOKEN, OUT_OF_VOCABULARY, PADDING, type Preprocessing, tokenCharacters } from '../../../data/index.ts';
import type { GraphWriter, Output } from '../graph-writer.ts';
import { codePoints, rangesOf } from './character-class.ts';
import { feed, type GraphPreprocessing } from './kind.ts';
import { areNormalized } from './normal-form.ts';
import { type NormalForm, normalForm } from './unicode-tables.ts';

type TextPreprocessing = Extract<Preprocessing, { kind: 'text' }>;

/** Sets of characters, as ranges. */
interface TextTables {
  readonly ofWord: string;
  readonly alone: string;
  readonly space: string;
  readonly form: NormalForm;
}

let made: Promise<TextTables> | undefined;

export async function writeText(writer: GraphWriter, preprocessing: TextPreprocessing): Promise<GraphPreprocessing> {
  made ??= makeTables();
  const tables = await made;
  const { column, tokens, lowercase } = preprocessing;
  const text = feed(writer, column, 'string', [-1]);
  const normalized = expectNormalized(writer, text.output, tables);
  const lowered = lowercase
    ? writer.node('StringLower', [normalized], { encoding: { text: 'utf-8' } }, 'string')
    : normalized;
  const numbers =
    tokens === 'words'
      ? wordNumbers(writer, lowered, preprocessing, tables)
      : characterNumbers(writer, lowered, preprocessing, tables);
  return {
    inputs: [text],
    output: writer.cast(alignedRight(writer, numbers), 'float32'),
    notes: [
      `Texts have to be in Unicode's form NFKC (Python: unicodedata.normalize("NFKC", text)), of at most ${tokenCharacters.textMax} bytes.`,
    ],
  };
}

async function makeTables(): Promise<TextTables> {
  const breathe = createBreath();
  const sets = { ofWord: [] as number[], alone: [] as number[], space: [] as number[] };
  for (const point of codePoints()) {
    const character = String.fromCodePoint(point);
    for (const name of ['ofWord', 'alone', 'space'] as const)
      if (tokenCharacters[name].test(character)) sets[name].push(point);
    if (point % 1024 === 0) await breathe();
  }
  return {
    ofWord: rangesOf(sets.ofWord),
    alone: rangesOf(sets.alone),
    space: rangesOf(sets.space),
    form: await normalForm(),
  };
}

function expectNormalized(writer: GraphWriter, x: Output, { form }: TextTables): Output {
  const length = writer.node('StringLength', [x], { unit: { text: 'BYTE' } }, 'int32');
  const areShort = all(writer, writer.compare('LessEqual', length, writer.number('int32', tokenCharacters.textMax)));
  const short = expect(writer, x, areShort, `Expected texts of at most ${tokenCharacters.textMax} bytes.`);
  const expected = "Expected texts in Unicode's form NFKC. Received: another, that this graph cannot bring there.";
  return expect(writer, short, areNormalized(writer, short, form), expected);
}

/** `x`, once it has turned out that the condition holds. */
function expect(writer: GraphWriter, x: Output, condition: Output, message: string): Output {
  const attributes = { T: { types: ['string'] }, summarize: { int: 1 } } as const;
  const assertion = writer.node('Assert', [condition, writer.texts([message], [])], attributes, 'bool');
  const after: Output = { name: `^${assertion.name}`, type: 'bool' };
  return writer.node('Identity', [x, after], { T: { type: x.type } }, x.type);
}

function all(writer: GraphWriter, conditions: Output): Output {
  const axis = writer.numbers('int32', [0]);
  return writer.node('All', [conditions, axis], { Tidx: { type: 'int32' }, keep_dims: { bool: false } }, 'bool');
}

/** int64 `[batch, length]`, padding behind. */
function wordNumbers(
  writer: GraphWriter,
  x: Output,
  { vocabulary, length }: TextPreprocessing,
  { ofWord, alone }: TextTables,
): Output {
  const words = replaceAll(writer, x, `[^${ofWord}${alone}]+`, ' ');
  const apart = replaceAll(writer, words, `([${alone}])`, ' \\1 ');
  const split = writer.nodes('StringSplitV2', [apart, writer.texts([''], [])], { maxsplit: { int: -1 } }, [
    'int64',
    'string',
    'int64',
  ]);
  const [indices, found, shape] = split as [Output, Output, Output];
  const numbers = writer.lookUp(
    vocabulary,
    vocabulary.map((_, index) => index + FIRST_TOKEN),
    cutWords(writer, found),
    OUT_OF_VOCABULARY,
  );
  const batch = writer.cast(writer.sizeOf(x, 0), 'int64');
  const size = writer.concat([writer.reshape(batch, [1]), writer.numbers('int64', [length])], 0);
  const sliced = writer.nodes(
    'SparseSlice',
    [indices, numbers, shape, writer.numbers('int64', [0, 0]), size],
    { T: { type: 'int64' } },
    ['int64', 'int64', 'int64'],
  );
  const [places, kept] = sliced as [Output, Output, Output];
  const types = { T: { type: 'int64' }, Tindices: { type: 'int64' } } as const;
  return writer.node('SparseToDense', [places, size, kept, writer.number('int64', PADDING)], types, 'int64');
}

/** JavaScript counts characters beyond the first plane twice: whether that matters is asked, and not known to have happened. */
function cutWords(writer: GraphWriter, words: Output): Output {
  const units = { unit: { text: 'UTF8_CHAR' } } as const;
  const { wordMax } = tokenCharacters;
  const length = writer.node('StringLength', [words], units, 'int32');
  const isShort = writer.compare('LessEqual', length, writer.number('int32', wordMax / 2));
  const isPlain = writer.node('StaticRegexFullMatch', [words], { pattern: { text: '[\\x{0}-\\x{ffff}]*' } }, 'bool');
  const fits = writer.node('LogicalOr', [isShort, isPlain], {}, 'bool');
  const expected = `Expected words of at most ${wordMax / 2} characters where some are beyond Unicode's first plane.`;
  const known = expect(writer, words, all(writer, fits), expected);
  const bounds = [writer.number('int32', 0), writer.number('int32', wordMax)];
  return writer.node('Substr', [known, ...bounds], { T: { type: 'int32' }, ...units }, 'string');
}

/** int64 `[batch, length]`, padding behind. */
function characterNumbers(
  writer: GraphWriter,
  x: Output,
  { vocabulary, length }: TextPreprocessing,
  { space }: TextTables,
): Output {
  const decoded = writer.nodes(
    'UnicodeDecode',
    [replaceAll(writer, x, `[${space}]+`, ' ')],
    { input_encoding: { text: 'UTF-8' }, errors: { text: 'strict' }, Tsplits: { type: 'int64' } },
    ['int64', 'int32'],
  );
  const [splits, characters] = decoded as [Output, Output];
  const numbers = writer.lookUp(
    vocabulary.map((character) => character.codePointAt(0) ?? 0),
    vocabulary.map((_, index) => index + FIRST_TOKEN),
    writer.cast(characters, 'int64'),
    OUT_OF_VOCABULARY,
  );
  return writer.node(
    'RaggedTensorToTensor',
    [writer.numbers('int64', [-1, length]), numbers, writer.number('int64', PADDING), splits],
    {
      T: { type: 'int64' },
      Tindex: { type: 'int64' },
      Tshape: { type: 'int64' },
      num_row_partition_tensors: { int: 1 },
      row_partition_types: { texts: ['ROW_SPLITS'] },
    },
    'int64',
  );
}

/** Tokens are never 0: what is behind them comes in front of them, by reversing them, and then all. */
function alignedRight(writer: GraphWriter, x: Output): Output {
  const tokens = writer.cast(writer.compare('NotEqual', x, writer.number('int64', PADDING)), 'int64');
  const along = writer.numbers('int32', [1]);
  const sums = { T: { type: 'int64' }, Tidx: { type: 'int32' }, keep_dims: { bool: false } } as const;
  const count = writer.node('Sum', [tokens, along], sums, 'int64');
  const turned = writer.node(
    'ReverseSequence',
    [x, count],
    { seq_dim: { int: 1 }, batch_dim: { int: 0 }, T: { type: 'int64' }, Tlen: { type: 'int64' } },
    'int64',
  );
  return writer.node('ReverseV2', [turned, along], { T: { type: 'int64' }, Tidx: { type: 'int32' } }, 'int64');
}

function replaceAll(writer: GraphWriter, x: Output, pattern: string, rewrite: string): Output {
  const attributes = { pattern: { text: pattern }, rewrite: { text: rewrite }, replace_global: { bool: true } };
  return writer.node('StaticRegexReplace', [x], attributes, 'string');
}
