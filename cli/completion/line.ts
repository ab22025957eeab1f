/** A line as bash has it: its words, without quotes. Nothing in it is expanded, and so nothing that was typed is run. */

export interface Line {
  /** From the command's name; the last one is being typed, and may be empty. */
  readonly words: readonly string[];
  /** How the last one begins where bash does not count it to the word: `digits@` of `digits@3`, since an `@` breaks words. */
  readonly apart: string;
}

/** @param line up to the cursor. @param breaks COMP_WORDBREAKS */
export function readLine(line: string, breaks: string): Line {
  const words: string[] = [];
  let [word, apart, begun, quote] = ['', '', false, ''];
  for (let index = 0; index < line.length; index++) {
    const character = line[index] ?? '';
    if (quote === '' && /\s/.test(character)) {
      if (begun) words.push(word);
      [word, apart, begun] = ['', '', false];
      continue;
    }
    begun = true;
    if (character === quote) quote = '';
    else if (quote === '' && /["']/.test(character)) quote = character;
    else if (character === '\\' && quote !== "'") word += line[++index] ?? '';
    else {
      word += character;
      if (quote === '' && breaks.includes(character)) apart = word;
    }
  }
  return { words: [...words, word], apart };
}
