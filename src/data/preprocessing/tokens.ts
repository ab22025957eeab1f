/**
 * Texts as tokens: words and punctuation marks, or characters, of any script. Knows nothing of vocabularies.
 */

export interface TokenRules {
  readonly tokens: 'words' | 'characters';
  readonly lowercase: boolean;
  /** The text is cut after as many. */
  readonly length: number;
}

/** Of a text, what is beyond is not looked at: it bounds the time that one takes, whatever it is. */
const TEXT_CHARACTERS_MAX = 1_000_000;
const WORD_CHARACTERS_MAX = 64;

/** Scripts without spaces between words: each character stands by itself, instead of a whole sentence for one word. */
const UNSPACED = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]';
const LETTER = `(?!${UNSPACED})[\\p{L}\\p{M}\\p{N}]`;
const MARK = '[\\p{P}\\p{S}]';
const WORD = new RegExp(`${UNSPACED}|(?:${LETTER})+|${MARK}`, 'gu');
const CHARACTER = /\s+|[^\s]/gu;

/** What tokens are made of, for whoever says the same in another language. Each tells a character, alone. */
export const tokenCharacters = {
  /** Of a word, with its neighbours. */
  ofWord: new RegExp(`^${LETTER}$`, 'u'),
  /** A token by itself, among words. */
  alone: new RegExp(`^(?:${UNSPACED}|${MARK})$`, 'u'),
  space: /^\s$/u,
  textMax: TEXT_CHARACTERS_MAX,
  wordMax: WORD_CHARACTERS_MAX,
} as const;

/**
 * The tokens of a text, at most `length`. The text is brought to Unicode's form NFKC first: the same letters, however typed.
 */
export function tokensOf(text: string, { tokens, lowercase, length }: TokenRules): string[] {
  const normalized = text.slice(0, TEXT_CHARACTERS_MAX).normalize('NFKC');
  const plain = lowercase ? normalized.toLowerCase() : normalized;
  const found: string[] = [];
  for (const [token] of plain.matchAll(tokens === 'words' ? WORD : CHARACTER)) {
    found.push(tokens === 'words' ? token.slice(0, WORD_CHARACTERS_MAX) : oneSpace(token));
    if (found.length === length) break;
  }
  return found;
}

function oneSpace(character: string): string {
  return character.trim() === '' ? ' ' : character;
}
