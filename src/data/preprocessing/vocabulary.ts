/** The numbers of tokens: 0 stands for padding, 1 for all that is not in the vocabulary, then its tokens in their order. */
import { countFrequencies } from './frequencies.ts';
import { type TokenRules, tokensOf } from './tokens.ts';

export const PADDING = 0;
export const OUT_OF_VOCABULARY = 1;
export const FIRST_TOKEN = 2;

export interface VocabularyFitting {
  /** Of one training row. */
  add(text: string): void;
  /** @param size with padding and what is not in the vocabulary. */
  finish(size: number): string[];
}

/** Learns the most frequent tokens of what a network gets to see of the training rows. */
export function fitVocabulary(rules: TokenRules): VocabularyFitting {
  const counts = countFrequencies();
  return {
    add(text) {
      for (const token of tokensOf(text, rules)) counts.add(token);
    },
    finish: (size) => counts.mostFrequent(Math.max(0, size - FIRST_TOKEN)).map(({ value }) => value),
  };
}

/** Writes a text's token numbers to the end of a room of `rules.length`, and padding in front of them. */
export function textWriter(
  rules: TokenRules,
  vocabulary: readonly string[],
): (text: string, room: Float32Array) => void {
  const numbers = new Map(vocabulary.map((token, index) => [token, index + FIRST_TOKEN]));
  return (text, room) => {
    const tokens = tokensOf(text, rules);
    const start = rules.length - tokens.length;
    room.fill(PADDING, 0, start);
    for (const [index, token] of tokens.entries()) room[start + index] = numbers.get(token) ?? OUT_OF_VOCABULARY;
  };
}
