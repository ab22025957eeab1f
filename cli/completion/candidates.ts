/** What may stand where the cursor is: commands, options, values that are known, names that are asked for. */
import { type Cursor, optionsOf } from './cursor.ts';
import type { Names } from './names.ts';

export interface Candidate {
  readonly value: string;
  readonly about?: string | undefined;
}

export interface Candidates {
  readonly values: readonly Candidate[];
  /** Whether files of this machine may stand there, too. */
  readonly files: boolean;
}

const NONE: Candidates = { values: [], files: false };
const FILES: Candidates = { values: [], files: true };
const NETWORKS = ['auto', 'mlp', 'cnn', 'lstm'];
const OPTIMIZERS = ['adam', 'adamw', 'sgd', 'rmsprop', 'adagrad', 'adadelta', 'adamax', 'nadam'];
/** Of names: what is not of these could be more than a name to a shell. */
const SAFE = /^[\w@.+:,/=-]+$/;
const ABOUT_CHARACTERS = 60;

/** Those that go on from what was typed; harmless to every shell. */
export async function candidatesFor(cursor: Cursor, names: Names): Promise<Candidates> {
  const { values, files } = await all(cursor, names);
  const fitting = values.filter(({ value }) => value.startsWith(cursor.word) && SAFE.test(value));
  return {
    values: fitting.map(({ value, about }) => ({ value: cursor.before + value, about: about && shortened(about) })),
    files,
  };
}

async function all(cursor: Cursor, names: Names): Promise<Candidates> {
  const { command, word, option, argument, options, given } = cursor;
  if (option) return valuesOf(option.long?.slice(2) ?? '', option.argChoices, cursor, names);
  if (options && word.startsWith('-')) {
    const told = optionsOf(command).map(({ long, description }) => ({ value: long ?? '', about: description }));
    return { values: told, files: false };
  }
  if (given.length === 0 && command.commands.length > 0) {
    const commands = command.createHelp().visibleCommands(command);
    return { values: commands.map((each) => ({ value: each.name(), about: each.summary() })), files: false };
  }
  return argument ? valuesOf(argument.name(), argument.argChoices, cursor, names) : NONE;
}

/** @param name of the argument or option, which tells what it is. */
async function valuesOf(
  name: string,
  choices: readonly string[] | undefined,
  { command, word, given }: Cursor,
  names: Names,
): Promise<Candidates> {
  if (choices) return only(listed(choices));
  const { parent } = command;
  if (name === 'command') return only(listed(parent?.commands.map((each) => each.name()) ?? []));
  if (name === 'name' && parent?.name() === 'profile') return only(listed(names.profiles()));
  switch (name) {
    case 'model':
    case 'model@version':
    case 'base':
      return only(word.includes('@') ? await names.versions(word) : await names.models());
    case 'dataset':
      return only(await names.datasets());
    case 'data':
      return { values: await names.datasets(), files: true };
    case 'job':
      return only(await names.jobs(['cancel', 'pause', 'resume'].includes(command.name())));
    case 'alias':
      return only(await names.aliases(given[0] ?? ''));
    case 'network':
      return only(listed(NETWORKS));
    case 'optimizer':
      return only(listed(OPTIMIZERS));
    case 'profile':
      return only(listed(names.profiles()));
    case 'file':
    case 'from':
    case 'output':
    case 'heat-map':
    case 'data-dir':
      return FILES;
    default:
      return NONE;
  }
}

function only(values: readonly Candidate[]): Candidates {
  return { values, files: false };
}

function listed(values: readonly string[]): Candidate[] {
  return values.map((value) => ({ value }));
}

/** One line without control characters: shells show it as it is. */
function shortened(about: string): string {
  return about.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, ABOUT_CHARACTERS);
}
