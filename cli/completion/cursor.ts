/** Where the cursor stands: behind which command, in which argument, in the value of which option. Knows no values. */
import type { Argument, Command, Option } from 'commander';

export interface Cursor {
  readonly command: Command;
  /** What is being typed, without the option before a `=`. */
  readonly word: string;
  /** What stands before it in the same word: `--network=`. */
  readonly before: string;
  /** The arguments that are there already. */
  readonly given: readonly string[];
  /** The values of options that are there already, by their names: `url`. */
  readonly values: Readonly<Record<string, string>>;
  /** Of which option a value is being typed. */
  readonly option: Option | undefined;
  /** Which argument is being typed, where the command has one there. */
  readonly argument: Argument | undefined;
  /** Whether an option may be typed: no `--` stands before. */
  readonly options: boolean;
}

/** @param words behind the name of the program; the last one is being typed. */
export function findCursor(program: Command, words: readonly string[]): Cursor {
  let command = program;
  let options = true;
  let option: Option | undefined;
  const given: string[] = [];
  const values: Record<string, string> = {};
  for (const word of words.slice(0, -1)) {
    if (option) {
      values[option.attributeName()] = word;
      option = undefined;
    } else if (options && word === '--') options = false;
    else if (options && word.startsWith('-') && word !== '-') {
      const [flag, value] = split(word);
      const found = optionsOf(command).find((each) => [each.long, each.short].includes(flag));
      if (value !== undefined && found) values[found.attributeName()] = value;
      else if (found?.required) option = found;
    } else {
      const found = given.length === 0 ? command.commands.find((each) => each.name() === word) : undefined;
      if (found) command = found;
      else given.push(word);
    }
  }
  const typed = words.at(-1) ?? '';
  const [flag, value] = options && !option ? split(typed) : [typed, undefined];
  if (value !== undefined) option = optionsOf(command).find((each) => [each.long, each.short].includes(flag));
  const word = option && value !== undefined ? value : typed;
  const takes = command.registeredArguments;
  const argument = takes[given.length] ?? (takes.at(-1)?.variadic ? takes.at(-1) : undefined);
  return {
    command,
    word,
    before: typed.slice(0, typed.length - word.length),
    given,
    values,
    option,
    argument,
    options,
  };
}

/** Its own, and those of all commands. */
export function optionsOf(command: Command): Option[] {
  const help = command.createHelp();
  return [...help.visibleOptions(command), ...(command.parent ? optionsOf(command.parent) : [])];
}

function split(word: string): [string, string | undefined] {
  const at = word.indexOf('=');
  return word.startsWith('--') && at > 0 ? [word.slice(0, at), word.slice(at + 1)] : [word, undefined];
}
