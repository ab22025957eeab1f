/**
 * Bodies of the prediction protocols as JSON. Their clients may write NaN, Infinity and -Infinity, as Python's json does, which
 * JSON.parse refuses: only a body that it refuses is looked at again.
 *
 * DESIGN JSON.parse stays the parser of all: in such a body the three names are replaced by what it reads, NaN by null, which
 * stands for a missing number, and Infinity by a number beyond the largest. So there is no second parser to keep right, and
 * nobody pays for the names who does not use them.
 */
import { isUtf8 } from 'node:buffer';
import { AppError } from '../../errors.ts';
import { jsonFault } from './json-fault.ts';

/** A name that stands where a value may, and nowhere else. */
const BARE_NUMBER = /-?(?:NaN|Infinity)(?![\w.])/y;
const QUOTE = 34;
const BACKSLASH = 92;
const MINUS = 45;
const CAPITAL_I = 73;
const CAPITAL_N = 78;

/** @throws AppError ERR_MALFORMED in TensorFlow Serving's words, with the place in bytes. */
export function parseJson(body: Uint8Array): unknown {
  // Letters that come out wrong would be predicted from all the same.
  if (!isUtf8(body)) throw new AppError('ERR_MALFORMED', 'JSON Parse error: Invalid UTF-8');
  if (body.length === 0) throw new AppError('ERR_MALFORMED', 'JSON Parse error: The document is empty');
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return parseTolerantly(text);
  }
}

function parseTolerantly(text: string): unknown {
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return JSON.parse(withoutBareNumbers(plain));
  } catch {
    const { detail, position } = jsonFault(plain);
    const offset = Buffer.byteLength(plain.slice(0, position));
    throw new AppError('ERR_MALFORMED', `JSON Parse error: ${detail} at offset: ${offset}`);
  }
}

/** One pass, whatever the text: it is somebody else's. */
function withoutBareNumbers(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  for (let position = 0; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === QUOTE) position = endOfString(text, position);
    else if (code === MINUS || code === CAPITAL_I || code === CAPITAL_N) {
      BARE_NUMBER.lastIndex = position;
      const [name] = BARE_NUMBER.exec(text) ?? [];
      if (name === undefined || isInside(text, position)) continue;
      parts.push(
        text.slice(copied, position),
        name.endsWith('NaN') ? 'null' : name.startsWith('-') ? '-1e999' : '1e999',
      );
      copied = position + name.length;
      position = copied - 1;
    }
  }
  return parts.join('') + text.slice(copied);
}

/** The place of the closing quotation mark, or the end of the text. */
function endOfString(text: string, start: number): number {
  let position = start + 1;
  for (; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === QUOTE) break;
    if (code === BACKSLASH) position++;
  }
  return position;
}

/** Whether a name goes on what stands before it: `1Infinity` is no number. */
function isInside(text: string, position: number): boolean {
  return position > 0 && /[\w.+-]/.test(text.charAt(position - 1));
}
