/**
 * Where a text stops being JSON, in the words of RapidJSON, which is what TensorFlow Serving reads with. It makes no values and
 * keeps a stack of its own, since what is asked about is hostile as often as not. NaN and infinities count as numbers.
 */

export interface JsonFault {
  readonly detail: string;
  /** In UTF-16 units. */
  readonly position: number;
}

class Fault extends Error {
  readonly position: number;

  constructor(detail: string, position: number) {
    super(detail);
    this.position = position;
  }
}

const NAMES = ['true', 'false', 'null', 'NaN', 'Infinity'];
const ESCAPES = '"\\/bfnrt';

/** @param text that JSON.parse refused. */
export function jsonFault(text: string): JsonFault {
  try {
    scan(text);
  } catch (error) {
    if (error instanceof Fault) return { detail: error.message, position: error.position };
    throw error;
  }
  return { detail: 'Invalid value.', position: 0 };
}

function scan(text: string): void {
  const open: ('[' | '{')[] = [];
  let at = afterSpace(text, 0);
  if (at === text.length) throw new Fault('The document is empty.', at);
  for (;;) {
    const first = text[at];
    if (first === '[' || first === '{') {
      const inside = afterSpace(text, at + 1);
      if (text[inside] !== (first === '[' ? ']' : '}')) {
        open.push(first);
        at = first === '[' ? inside : afterName(text, inside);
        continue;
      }
      at = inside + 1;
    } else at = first === '"' ? afterString(text, at) : afterScalar(text, at);
    const next = afterValue(text, at, open);
    if (next === undefined) return;
    at = next;
  }
}

/** @returns where the next value begins; undefined after the last one. */
function afterValue(text: string, start: number, open: ('[' | '{')[]): number | undefined {
  for (let at = afterSpace(text, start); ; at = afterSpace(text, at + 1)) {
    const inside = open.at(-1);
    if (inside === undefined) {
      if (at === text.length) return undefined;
      throw new Fault('The document root must not be followed by other values.', at);
    }
    if (text[at] === ',') {
      const next = afterSpace(text, at + 1);
      return inside === '[' ? next : afterName(text, next);
    }
    if (text[at] !== (inside === '[' ? ']' : '}')) {
      const missing = inside === '[' ? 'a comma or ] after an array element.' : 'a comma or } after an object member.';
      throw new Fault(`Missing ${missing}`, at);
    }
    open.pop();
  }
}

function afterName(text: string, start: number): number {
  if (text[start] !== '"') throw new Fault('Missing a name for object member.', start);
  const at = afterSpace(text, afterString(text, start));
  if (text[at] !== ':') throw new Fault('Missing a colon after a name of object member.', at);
  return afterSpace(text, at + 1);
}

function afterString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const letter = text[at] as string;
    if (letter === '"') return at + 1;
    if (letter < ' ') throw new Fault('Invalid encoding in string.', at);
    if (letter !== '\\') continue;
    at += 1;
    if (text[at] === 'u') {
      if (!/^[\dA-Fa-f]{4}$/.test(text.slice(at + 1, at + 5)))
        throw new Fault('Incorrect hex digit after \\u escape in string.', at - 1);
      at += 4;
    } else if (!ESCAPES.includes(text[at] ?? ' ')) throw new Fault('Invalid escape character in string.', at - 1);
  }
  throw new Fault('Missing a closing quotation mark in string.', start);
}

function afterScalar(text: string, start: number): number {
  let at = text[start] === '-' ? start + 1 : start;
  const name = NAMES.find(([first]) => first === text[at]);
  if (name !== undefined) {
    for (const letter of name) if (text[at++] !== letter) throw new Fault('Invalid value.', at - 1);
    return at;
  }
  const whole = afterDigits(text, at, 'Invalid value.');
  at = text[at] === '0' ? at + 1 : whole;
  if (text[at] === '.') at = afterDigits(text, at + 1, 'Miss fraction part in number.');
  if (text[at] !== 'e' && text[at] !== 'E') return at;
  const signed = text[at + 1] === '+' || text[at + 1] === '-';
  return afterDigits(text, at + (signed ? 2 : 1), 'Miss exponent in number.');
}

/** @throws Fault where there is no digit. */
function afterDigits(text: string, start: number, detail: string): number {
  let at = start;
  while (isDigit(text[at])) at++;
  if (at === start) throw new Fault(detail, at);
  return at;
}

function isDigit(letter: string | undefined): boolean {
  return letter !== undefined && letter >= '0' && letter <= '9';
}

function afterSpace(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\n' || text[at] === '\r') at++;
  return at;
}
