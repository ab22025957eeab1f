/** The commands and what they have in common. */
import { Command, Option } from 'commander';
import { CLIENT_VERSION } from '../client/index.ts';
import { addAliasCommands } from './commands/aliases.ts';
import { addDatasetCommands } from './commands/datasets.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExchangeCommands } from './commands/exchange.ts';
import { addJobCommands } from './commands/jobs.ts';
import { addModelCommands } from './commands/models.ts';
import { addPredictCommands } from './commands/predict.ts';
import { addProfileCommands } from './commands/profiles.ts';
import { addScoringCommands } from './commands/scoring.ts';
import { addStart } from './commands/start.ts';
import { addSweepCommands } from './commands/sweeps.ts';
import { addTrain } from './commands/train.ts';
import { addModelWatching } from './commands/watching-models.ts';
import { addCompletion } from './completion/commands.ts';
import type { Context } from './context.ts';
import { numberBetween } from './option-values.ts';

const TIMEOUT_SECONDS_MAX = 3600;

export function createProgram(context: Context): Command {
  const program = new Command('epochd')
    .description('Trains neural networks on a service, and predicts with them.')
    .version(CLIENT_VERSION, '-V, --version', 'tell the version')
    .helpOption('-h, --help', 'tell how this is used')
    .helpCommand('help [command]', 'tell how a command is used')
    .option('--url <url>', 'where the service is')
    .option('--profile <name>', 'a service by its name (epochd profile)')
    .option('--json', 'answers as JSON: one value, or one a line; errors, too, on stderr')
    .addOption(
      new Option('--timeout <seconds>', 'how long an answer may take').argParser(numberBetween(1, TIMEOUT_SECONDS_MAX)),
    )
    .showHelpAfterError('("epochd help" lists the commands, --help after a command tells how it is used)')
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', HELP);
  for (const [heading, ...all] of GROUPS) {
    program.commandsGroup(heading);
    for (const add of all) add(program, context);
  }
  return program;
}

type Add = (program: Command, context: Context) => void;

const GROUPS: readonly (readonly [string, ...Add[]])[] = [
  ['Jobs:', addTrain, addSweepCommands, addScoringCommands, addJobCommands],
  ['Data:', addDatasetCommands],
  ['Models:', addModelCommands, addExchangeCommands],
  ['Answers:', addPredictCommands],
  ['Which version answers:', addAliasCommands, addModelWatching],
  ['This machine:', addStart, addDoctor, addProfileCommands, addCompletion],
];

const HELP = `
Examples:
  $ epochd start                                            run the service on this machine
  $ epochd train mnist --network cnn --epochs 5 --watch     train, and watch
  $ epochd predict mnist seven.png                          ask what was learnt
  $ epochd --url https://epochd.example jobs                another machine's jobs

Which service: --url, --profile, EPOCHD_PROFILE, EPOCHD_URL, the profile in use, else http://127.0.0.1:3000.
Its key: EPOCHD_API_KEY, or the profile's.

Exit codes: 0 done; 1 refused or failed; 2 typed wrongly; 3 the service does not answer; 130 Ctrl-C.`;
