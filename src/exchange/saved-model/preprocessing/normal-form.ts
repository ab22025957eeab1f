/**
 * Whether texts are in Unicode's form NFKC, as nodes of a graph: TensorFlow has no operation that brings them there, but enough to
 * tell. Knows nothing of tokens.
 *
 * DESIGN A text is in the form if no character of it is changed alone, no two join, and marks stand in the order of their
 * combining classes. All characters of all texts are one list, each text closed by a line's end, which joins nothing. What a
 * character could join is the last one before it that is no mark: marks between them of a lower class do not part them.
 */
import type { GraphWriter, Output } from '../graph-writer.ts';
import { HANGUL, type NormalForm } from './unicode-tables.ts';

const LINE_END = 10;
/** The class of characters that are never in the form; above those of all marks. */
const CHANGED = 1000;
/** Pairs of characters are one number. */
const PAIR = 2 ** 21;
/** Twice as far at each: so many marks, less one, may follow each other. */
const DOUBLINGS = 5;

/** @param x texts. @returns one truth value. */
export function areNormalized(writer: GraphWriter, x: Output, form: NormalForm): Output {
  const points = pointsOf(writer, x);
  const classes = classesOf(writer, points, form);
  const before = shifted(writer, points, 1, LINE_END);
  const classBefore = shifted(writer, classes, 1, 0);
  const starter = shifted(writer, startersOf(writer, points, classes), 1, LINE_END);
  const faults = [
    writer.compare('Equal', classes, int(writer, CHANGED)),
    both(writer, writer.compare('Greater', classBefore, classes), writer.compare('Greater', classes, int(writer, 0))),
    joinedByTable(writer, { points, classes, classBefore, starter }, form),
    joinedHangul(writer, before, points),
    writer.compare('Greater', int(writer, 0), starter),
  ];
  const faulty = faults.reduce((one, other) => writer.node('LogicalOr', [one, other], {}, 'bool'));
  const axis = writer.numbers('int32', [0]);
  const any = writer.node('Any', [faulty, axis], { Tidx: { type: 'int32' }, keep_dims: { bool: false } }, 'bool');
  return writer.each('LogicalNot', any);
}

/** int64, of all texts one after the other. */
function pointsOf(writer: GraphWriter, x: Output): Output {
  const ended = writer.node('StringJoin', [x, writer.texts(['\n'], [])], { N: { int: 2 } }, 'string');
  const decoded = writer.nodes(
    'UnicodeDecode',
    [ended],
    { input_encoding: { text: 'UTF-8' }, errors: { text: 'strict' }, Tsplits: { type: 'int64' } },
    ['int64', 'int32'],
  );
  return writer.cast(decoded[1] as Output, 'int64');
}

function classesOf(writer: GraphWriter, points: Output, { changed, marks }: NormalForm): Output {
  const classes = [
    ...changed.map((point) => [point, CHANGED] as const),
    ...marks.flatMap((members, index) => members.map((point) => [point, index + 1] as const)),
  ];
  return writer.lookUp(
    classes.map(([point]) => point),
    classes.map(([, combining]) => combining),
    points,
    0,
  );
}

/** In place of a mark, the last character before it that is none; −1 where none is near. */
function startersOf(writer: GraphWriter, points: Output, classes: Output): Output {
  const isMark = writer.compare('Greater', classes, int(writer, 0));
  let starters = writer.select(isMark, int(writer, -1), points);
  for (let doubling = 0; doubling < DOUBLINGS; doubling++) {
    const isUnknown = writer.compare('Greater', int(writer, 0), starters);
    starters = writer.select(isUnknown, shifted(writer, starters, 2 ** doubling, LINE_END), starters);
  }
  return starters;
}

interface Neighbours {
  readonly points: Output;
  readonly classes: Output;
  readonly classBefore: Output;
  readonly starter: Output;
}

function joinedByTable(
  writer: GraphWriter,
  { points, classes, classBefore, starter }: Neighbours,
  { joined }: NormalForm,
): Output {
  const pairs = writer.arithmetic('AddV2', writer.with('Mul', starter, PAIR), points);
  const found = writer.lookUp(
    joined.map(([first, last]) => first * PAIR + last),
    joined.map(() => 1),
    pairs,
    0,
  );
  const isNext = writer.compare('Equal', classBefore, int(writer, 0));
  const isFree = writer.node('LogicalOr', [isNext, writer.compare('Greater', classes, classBefore)], {}, 'bool');
  return both(writer, writer.compare('Equal', found, int(writer, 1)), isFree);
}

function joinedHangul(writer: GraphWriter, before: Output, points: Output): Output {
  const { firsts, middles, lasts, syllables, open } = HANGUL;
  const beginning = both(writer, isWithin(writer, before, firsts), isWithin(writer, points, middles));
  const rest = writer.with('Mod', writer.with('Sub', before, syllables[0]), open);
  const isOpen = both(writer, isWithin(writer, before, syllables), writer.compare('Equal', rest, int(writer, 0)));
  const ending = both(writer, isOpen, isWithin(writer, points, lasts));
  return writer.node('LogicalOr', [beginning, ending], {}, 'bool');
}

function isWithin(writer: GraphWriter, x: Output, [from, to]: readonly [number, number]): Output {
  const fromThere = writer.compare('LessEqual', int(writer, from), x);
  return both(writer, fromThere, writer.compare('LessEqual', x, int(writer, to)));
}

/** Later by some places, `first` before. */
function shifted(writer: GraphWriter, x: Output, places: number, first: number): Output {
  const longer = writer.concat([writer.numbers('int64', Array<number>(places).fill(first)), x], 0);
  const size = writer.reshape(writer.sizeOf(x, 0), [1]);
  const types = { T: { type: 'int64' }, Index: { type: 'int32' } } as const;
  return writer.node('Slice', [longer, writer.numbers('int32', [0]), size], types, 'int64');
}

function both(writer: GraphWriter, one: Output, other: Output): Output {
  return writer.node('LogicalAnd', [one, other], {}, 'bool');
}

function int(writer: GraphWriter, value: number): Output {
  return writer.number('int64', value);
}
