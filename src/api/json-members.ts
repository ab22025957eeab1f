/**
 * Takes an object of JSON apart as its bytes come, however large it is: members that are wanted are collected and parsed, the
 * others pass through, without the spaces between values. Knows nothing of what members mean.
 *
 * DESIGN Of what passes, strings, brackets and depth are checked, so that it stands where it seems to stand; the rest is for
 * whoever parses it. Spaces go, so that the same values are the same bytes; those that keep two values apart that nothing
 * else does (`[1 2]`) are refused, or they would become one.
 */
import { AppError } from '../errors.ts';

export interface MemberRules {
  /**
   * Asked as soon as a member's value begins; what it throws ends the scan.
   * @param first character of the value: of a list it is `[`.
   */
  begin(name: string, first: string): 'keep' | 'pass';
  /** Of members that are kept; more is for this to refuse. */
  readonly keptBytesMax: number;
  tooLarge(name: string): Error;
  /** Gets a member that was kept. */
  keep(name: string, value: unknown): void;
}

export interface MemberScanner {
  /** @returns what passes of them. @throws AppError ERR_MALFORMED for what cannot be JSON, and what the rules throw. */
  take(bytes: Uint8Array): Buffer;
  /** @returns the end of what passes. @throws AppError ERR_MALFORMED if the object has not ended. */
  end(): Buffer;
}

/** What is nested deeper, no importer reads. */
const DEPTH_MAX = 64;
const NAME_BYTES_MAX = 1024;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const [QUOTE, BACKSLASH, COMMA, COLON] = [34, 92, 44, 58];
const [OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [123, 125, 91, 93];

/** Where in the outermost object the next byte stands that is no space. */
type Place = 'object' | 'first' | 'name' | 'colon' | 'value' | 'scalar' | 'after' | 'nothing';

const EXPECTED: Readonly<Record<Place, string>> = {
  ...{ object: 'an object', first: 'a name in quotes or "}"', name: 'a name in quotes', colon: '":"' },
  ...{ value: 'a value', scalar: '"," or "}"', after: '"," or "}"', nothing: 'nothing after the object' },
};

export function scanMembers(rules: MemberRules): MemberScanner {
  let place: Place = 'object';
  /** What closes the brackets that are open inside of the outermost object. */
  const closing: number[] = [];
  let inString = false;
  let escaped = false;
  /** Whether the byte before belonged to a number or a word, and whether a space came after it. */
  let wasWord = false;
  let wasSpace = false;
  let name = '';
  let passed = 0;
  let offset = 0;
  /** A name, or a value that is kept. */
  let collected: number[] | undefined;
  let out = Buffer.alloc(0);
  let length = 0;

  function put(byte: number): void {
    if (!collected) out[length++] = byte;
    else if (collected.length < (place === 'name' ? NAME_BYTES_MAX : rules.keptBytesMax)) collected.push(byte);
    else if (place === 'name') throw malformed(`a name of at most ${NAME_BYTES_MAX} bytes`, 'a longer one');
    else throw rules.tooLarge(name);
  }

  function take(bytes: Uint8Array): Buffer {
    // Beside what came, a name that came before.
    out = Buffer.allocUnsafe(bytes.length + NAME_BYTES_MAX + 8);
    length = 0;
    for (let at = 0; at < bytes.length; at++, offset++) {
      const byte = bytes[at] as number;
      if (inString) ofString(byte);
      else if (byte === 32 || byte === 10 || byte === 13 || byte === 9) wasSpace = true;
      else if (offset >= 3 || byte !== BYTE_ORDER_MARK[offset]) {
        if (closing.length > 0) ofValue(byte);
        else ofObject(byte);
        wasSpace = false;
      }
    }
    return out.subarray(0, length);
  }

  function ofString(byte: number): void {
    put(byte);
    if (escaped) escaped = false;
    else if (byte === BACKSLASH) escaped = true;
    else if (byte === QUOTE) {
      inString = false;
      if (closing.length > 0) return;
      if (place === 'name') nameEnded();
      else valueEnded();
    }
  }

  /** Inside of a value that is a list or an object. */
  function ofValue(byte: number): void {
    const isWord =
      byte !== QUOTE && byte !== COMMA && byte !== COLON && byte !== CLOSE_LIST && byte !== CLOSE && !opens(byte);
    if (isWord && wasWord && wasSpace) throw unexpected('"," or a bracket', byte);
    wasWord = isWord;
    put(byte);
    if (byte === QUOTE) inString = true;
    else if (opens(byte)) open(byte);
    else if (byte === CLOSE || byte === CLOSE_LIST) {
      if (closing.pop() !== byte) throw unexpected('the bracket that closes the last one', byte);
      if (closing.length === 0) valueEnded();
    }
  }

  function open(byte: number): void {
    closing.push(byte === OPEN ? CLOSE : CLOSE_LIST);
    wasWord = false;
    // The outermost object is one, too.
    if (closing.length >= DEPTH_MAX) throw malformed(`JSON that is nested at most ${DEPTH_MAX} deep`, 'more');
  }

  function ofObject(byte: number): void {
    if (place === 'scalar' && (byte === COMMA || byte === CLOSE)) valueEnded();
    if (place === 'object' && byte === OPEN) place = 'first';
    else if ((place === 'first' || place === 'name') && byte === QUOTE) {
      place = 'name';
      collected = [byte];
      inString = true;
    } else if (place === 'colon' && byte === COLON) place = 'value';
    else if (place === 'value' && ![COMMA, COLON, CLOSE, CLOSE_LIST].includes(byte)) valueBegins(byte);
    else if (place === 'scalar' && !wasSpace) put(byte);
    else if (place === 'after' && byte === COMMA) place = 'name';
    else if ((place === 'after' || place === 'first') && byte === CLOSE) place = 'nothing';
    else throw unexpected(EXPECTED[place], byte);
  }

  function nameEnded(): void {
    name = String(parsed('a name'));
    place = 'colon';
  }

  function valueBegins(byte: number): void {
    place = 'scalar';
    if (rules.begin(name, String.fromCharCode(byte)) === 'keep') collected = [];
    else {
      const before = `${passed++ === 0 ? '{' : ','}${JSON.stringify(name)}:`;
      length += out.write(before, length);
    }
    put(byte);
    if (byte === QUOTE) inString = true;
    else if (opens(byte)) open(byte);
  }

  function valueEnded(): void {
    if (collected) rules.keep(name, parsed(`a value of "${name}"`));
    place = 'after';
  }

  function parsed(what: string): unknown {
    const text = Buffer.from(collected ?? []).toString();
    collected = undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw malformed(`${what} in JSON`, JSON.stringify(text.slice(0, 60)));
    }
  }

  function unexpected(expected: string, byte: number): AppError {
    return malformed(`${expected} at byte ${offset}`, JSON.stringify(String.fromCharCode(byte)));
  }

  return {
    take,
    end() {
      if (place !== 'nothing') throw malformed('whole JSON', offset === 0 ? 'nothing' : `${offset} bytes of it`);
      return Buffer.from(passed === 0 ? '{}' : '}');
    },
  };
}

function opens(byte: number): boolean {
  return byte === OPEN || byte === OPEN_LIST;
}

function malformed(expected: string, received: string): AppError {
  return new AppError('ERR_MALFORMED', `Expected ${expected}. Received: ${received}.`);
}
