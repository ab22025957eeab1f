/**
 * Unicode's form NFKC as a regular expression of RE2's, for graphs: TensorFlow has no operation that brings a text to that form,
 * but one that can tell that it is not in it. Made of what this process' Unicode says. Knows nothing of tokens.
 *
 * DESIGN A text is in the form if no character of it is changed alone, no character would join one before it, and marks stand
 * in the order of their combining classes. JavaScript tells no combining classes: marks are put in order by what normalizing
 * makes of two of them.
 */
import { createBreath } from '../../../breathing.ts';
import { characterClass, codePoints } from './character-class.ts';

/** @returns what a text holds that is not in the form: an expression that matches anywhere in it. */
export async function unnormalized(): Promise<string> {
  const breathe = createBreath();
  const changed: number[] = [];
  const marks: number[] = [];
  const joined = new Map<number, Set<number>>();
  for (const point of codePoints()) {
    const character = String.fromCodePoint(point);
    if (character.normalize('NFKC') !== character) changed.push(point);
    else noteJoined(character, joined);
    if (isMark(character)) marks.push(point);
    // A step is far too small for a look at the clock.
    if (point % 1024 === 0) await breathe();
  }
  const unchanged = new Set(changed);
  const inOrder = byCombiningClass(marks.filter((mark) => !unchanged.has(mark)));
  const anyMark = characterClass(inOrder.flat());
  const joins = [...joined].map(([last, firsts]) => `${characterClass([...firsts])}${anyMark}*${characterClass([last])}`);
  const disordered = inOrder
    .slice(0, -1)
    .map((equals, index) => `${characterClass(inOrder.slice(index + 1).flat())}${characterClass(equals)}`);
  return [characterClass(changed), ...HANGUL, ...joins, ...disordered].join('|');
}

/** Letters of Hangul that join by a rule: a first with a middle one, and both with a last one. */
const SYLLABLES = { first: 0xac00, last: 0xd7a3, endings: 28 } as const;
const OPEN = Array.from(
  { length: (SYLLABLES.last - SYLLABLES.first + 1) / SYLLABLES.endings },
  (_, index) => SYLLABLES.first + index * SYLLABLES.endings,
);
const HANGUL = ['[\\x{1100}-\\x{1112}][\\x{1161}-\\x{1175}]', `${characterClass(OPEN)}[\\x{11a8}-\\x{11c2}]`];

/** Notes a character that two others become: which the last one is, and which stands before it. */
function noteJoined(character: string, joined: Map<number, Set<number>>): void {
  const point = character.codePointAt(0) ?? 0;
  if (point >= SYLLABLES.first && point <= SYLLABLES.last) return;
  const parts = [...character.normalize('NFD')];
  if (parts.length < 2) return;
  const last = parts.pop()?.codePointAt(0) ?? 0;
  const first = parts.join('').normalize('NFC').codePointAt(0) ?? 0;
  const firsts = joined.get(last) ?? new Set();
  joined.set(last, firsts.add(first));
}

/** Marks of the lowest and the highest combining class that normalizing moves others past. */
const LOWEST = '\u0334';
const HIGHEST = '\u0345';

function isMark(character: string): boolean {
  return /^\p{M}$/u.test(character) && (isAfter(character, LOWEST) || isAfter(HIGHEST, character));
}

/** Whether one of two marks has to stand after the other. */
function isAfter(mark: string, other: string): boolean {
  const ordered = `a${other}${mark}`;
  return mark !== other && `a${mark}${other}`.normalize('NFD') === ordered && ordered.normalize('NFD') === ordered;
}

/** Marks of one class each, the classes rising. */
function byCombiningClass(marks: readonly number[]): number[][] {
  const classes: { readonly first: string; readonly members: number[] }[] = [];
  for (const point of marks) {
    const mark = String.fromCodePoint(point);
    const before = classes.filter(({ first }) => isAfter(mark, first)).length;
    const place = classes[before];
    if (place && !isAfter(place.first, mark)) place.members.push(point);
    else classes.splice(before, 0, { first: mark, members: [point] });
  }
  return classes.map(({ members }) => members);
}
