/**
 * What Unicode's form NFKC rests on, told by what this process' Unicode does: JavaScript normalizes, and tells no combining
 * classes. Knows nothing of graphs.
 */
import { createBreath } from '../../../breathing.ts';
import { codePoints } from './character-class.ts';

export interface NormalForm {
  /** Characters that are never in the form. */
  readonly changed: readonly number[];
  /** Marks by their combining classes, these rising; all others stand by themselves. */
  readonly marks: readonly (readonly number[])[];
  /** Two characters that become one, Hangul aside, which has a rule. */
  readonly joined: readonly (readonly [first: number, last: number])[];
}

/** Syllables of Hangul, by the rule of Unicode's chapter 3.12: a first and a middle letter join, and both with a last one. */
export const HANGUL = {
  firsts: [0x1100, 0x1112],
  middles: [0x1161, 0x1175],
  lasts: [0x11a8, 0x11c2],
  syllables: [0xac00, 0xd7a3],
  /** Of these, every 28th is open. */
  open: 28,
} as const;

export async function normalForm(): Promise<NormalForm> {
  const breathe = createBreath();
  const changed: number[] = [];
  const marks: string[] = [];
  const joined: [number, number][] = [];
  for (const point of codePoints()) {
    const character = String.fromCodePoint(point);
    if (character.normalize('NFKC') !== character) changed.push(point);
    else {
      if (isMark(character)) marks.push(character);
      joined.push(...partsOf(character));
    }
    // A step is far too small for a look at the clock.
    if (point % 1024 === 0) await breathe();
  }
  return { changed, marks: byCombiningClass(marks), joined };
}

function partsOf(character: string): [number, number][] {
  const [from, to] = HANGUL.syllables;
  const point = character.codePointAt(0) ?? 0;
  if (point >= from && point <= to) return [];
  const parts = [...character.normalize('NFD')];
  if (parts.length < 2) return [];
  const last = parts.pop()?.codePointAt(0) ?? 0;
  return [[parts.join('').normalize('NFC').codePointAt(0) ?? 0, last]];
}

/** Marks of the lowest and the highest combining class, past which normalizing moves all others. */
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

function byCombiningClass(marks: readonly string[]): number[][] {
  const classes: { readonly first: string; readonly members: number[] }[] = [];
  for (const mark of marks) {
    const point = mark.codePointAt(0) ?? 0;
    const before = classes.filter(({ first }) => isAfter(mark, first)).length;
    const place = classes[before];
    if (place && !isAfter(place.first, mark)) place.members.push(point);
    else classes.splice(before, 0, { first: mark, members: [point] });
  }
  return classes.map(({ members }) => members);
}
