/**
 * Reads the rows of a JSON file one by one, however large it is: a list of objects, the list `rows` of an object, or objects
 * one after the other (NDJSON). It knows nothing of columns.
 */
import { createReadStream } from 'node:fs';
import { refusedData } from './refusal.ts';

/** Where rows lie: inside how many brackets. */
const DEPTHS = { lines: 0, list: 1, rows: 2 } as const;
export type JsonForm = keyof typeof DEPTHS;

export type JsonObject = Readonly<Record<string, unknown>>;

const DEPTH_MAX = 64;
const ROW_CHARACTERS_MAX = 2_000_000;
const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [34, 92, 123, 125, 91, 93];
const [COMMA, COLON, SPACE] = [44, 58, 32];

interface Scanner {
  depth: number;
  inString: boolean;
  escaped: boolean;
  /** Of the row that is being read; −1 outside of one. */
  start: number;
  rows: number;
  /** Whether the list that is being read is the one of rows. */
  active: boolean;
  /** Outside of rows: the string that was read last, which before a colon is a name. */
  word: string;
  found: boolean;
}

/**
 * @param name of the file, for messages.
 * @throws AppError ERR_DATA for what is no JSON, rows that are no objects, and rows that are too large or too deep.
 */
export async function* readJsonRows(
  file: string,
  name: string,
  form: JsonForm,
  signal: AbortSignal,
): AsyncGenerator<JsonObject, void, void> {
  const base = DEPTHS[form];
  const scanner: Scanner = {
    ...{ depth: 0, inString: false, escaped: false, start: -1, rows: 0, word: '' },
    ...{ active: form !== 'rows', found: form === 'lines' },
  };
  let text = '';
  for await (const piece of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20, signal })) {
    const kept = scanner.start >= 0 ? text.slice(scanner.start) : '';
    if (kept.length > ROW_CHARACTERS_MAX) throw tooLarge(scanner, name);
    if (scanner.start >= 0) scanner.start = 0;
    text = kept + piece;
    for (const row of scan(scanner, text, kept.length, base, name)) {
      scanner.rows += 1;
      yield parseRow(row, scanner.rows, name);
    }
  }
  if (scanner.depth > 0 || scanner.inString) {
    throw refusedData(
      'whole JSON',
      `${name}, which ends within ${scanner.start >= 0 ? `row ${scanner.rows + 1}` : 'it'}`,
    );
  }
  if (!scanner.found) throw refusedData('a list of rows, or an object with the list "rows"', `${name} without one`);
}

function* scan(scanner: Scanner, text: string, from: number, base: number, name: string): Generator<string> {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (scanner.inString) {
      if (scanner.escaped) scanner.escaped = false;
      else if (code === BACKSLASH) scanner.escaped = true;
      else if (code === QUOTE) scanner.inString = false;
      else if (scanner.start < 0 && scanner.word.length < 64) scanner.word += text[at];
    } else if (code === QUOTE) {
      refuseLoose(scanner, base, name);
      scanner.inString = true;
      if (scanner.start < 0) scanner.word = '';
    } else if (code === OPEN || code === OPEN_LIST) {
      opened(scanner, code, at, base, name);
    } else if (code === CLOSE || code === CLOSE_LIST) {
      scanner.depth -= 1;
      if (scanner.depth < 0) throw refusedData('JSON', `${name} with a bracket that closes nothing`);
      if (scanner.start >= 0 && scanner.depth === base) {
        yield text.slice(scanner.start, at + 1);
        scanner.start = -1;
      } else if (base === 2 && scanner.depth === 1) scanner.active = false;
    } else if (code > SPACE && code !== COMMA && code !== COLON && code !== 0xfeff) refuseLoose(scanner, base, name);
  }
}

function opened(scanner: Scanner, code: number, at: number, base: number, name: string): void {
  if (scanner.depth === base && scanner.active && scanner.start < 0) {
    if (code !== OPEN) throw refusedData('rows that are objects', `a list in row ${scanner.rows + 1} of ${name}`);
    scanner.start = at;
  } else if (scanner.start < 0 && scanner.depth === base - 1 && code === OPEN_LIST) {
    if (base === 1) scanner.found = true;
    if (base === 2 && scanner.word === 'rows') {
      scanner.active = true;
      scanner.found = true;
    }
  }
  scanner.depth += 1;
  if (scanner.depth > DEPTH_MAX) {
    throw refusedData(`JSON that is nested at most ${DEPTH_MAX} deep`, `more in row ${scanner.rows + 1} of ${name}`);
  }
}

/** A number or a word where a row is expected. */
function refuseLoose({ depth, start, active, rows }: Scanner, base: number, name: string): void {
  if (start >= 0 || (base === 2 && !(active && depth === 2) && depth > 0)) return;
  if (depth === base || depth === 0) {
    throw refusedData('rows that are objects', `something else in row ${rows + 1} of ${name}`);
  }
}

function parseRow(text: string, row: number, name: string): JsonObject {
  if (text.length > ROW_CHARACTERS_MAX) throw tooLarge({ rows: row - 1 }, name);
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    throw refusedData('JSON', `something else in row ${row} of ${name}`);
  }
}

function tooLarge({ rows }: { readonly rows: number }, name: string): Error {
  return refusedData(`rows of at most ${ROW_CHARACTERS_MAX} characters`, `more in row ${rows + 1} of ${name}`);
}
