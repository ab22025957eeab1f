/** `epochd export` and `epochd import`: versions as files of other tools. */
import { type Command, Option } from 'commander';
import type { ExportFormat } from '../../client/index.ts';
import type { Context } from '../context.ts';
import { fileOf } from '../data-source.ts';
import { pairOf, readValue } from '../job-flags.ts';
import { collect, list } from '../option-values.ts';
import { chooseTarget, saveAs } from '../save-as.ts';
import { expectVersion } from '../version-reference.ts';

const SUFFIXES: Readonly<Record<ExportFormat, string>> = {
  keras: '.keras',
  savedmodel: '-savedmodel.zip',
  tfjs: '-tfjs.zip',
};

interface ExportFlags {
  readonly format: ExportFormat;
  readonly output?: string;
  readonly force?: boolean;
}

export function addExchangeCommands(program: Command, context: Context): void {
  program
    .command('export')
    .summary('download a version for Keras, TensorFlow or TensorFlow.js')
    .argument('<model>', 'digits, digits@3 or digits@production')
    .addOption(new Option('-f, --format <format>', 'for which tool').choices(Object.keys(SUFFIXES)).default('keras'))
    .option('-o, --output <file>', 'where to; - is stdout, by default a name of its own in this folder')
    .option('--force', 'replace the file if it is there')
    .addHelpText('after', '\nExample:\n  $ epochd export digits@3 --format savedmodel -o digits.zip')
    .action(async (reference: string, { format, ...where }: ExportFlags, command: Command) => {
      const model = context.client(command).model(reference);
      const version = await expectVersion(model, context.signal);
      const name = `${model.name}-${version}${SUFFIXES[format]}`;
      const target = chooseTarget({ output: where.output, force: where.force, name });
      await saveAs(context, await model.download(version, format, { signal: context.signal }), target);
    });
  program
    .command('import')
    .summary('make a version of a model that was trained elsewhere')
    .argument('<model>', 'its name here')
    .argument('<file...>', 'a .keras or .h5 file, a ZIP, or all files of a TensorFlow.js model')
    .option('--labels <labels>', 'what each output is called, separated by commas', list)
    .option('-s, --set <name=value>', 'another option, such as task=regression; may be repeated', collect, [])
    .addHelpText('after', '\nExample:\n  $ epochd import pets pets.keras --labels cat,dog')
    .action(
      async (
        name: string,
        files: string[],
        { labels, set }: { labels?: string[]; set: string[] },
        command: Command,
      ) => {
        const { terminal, signal } = context;
        const pairs = set.map((text) => pairOf(text, '--set')).map(([key, value]) => [key, readValue(value)]);
        const options = { ...(labels && { labels }), ...Object.fromEntries(pairs) };
        const model = context.client(command).model(name);
        const uploads = await Promise.all(files.map(fileOf));
        const version = await model.importVersion(uploads, {
          signal,
          ...(Object.keys(options).length > 0 && { options }),
        });
        terminal.out(terminal.json ? JSON.stringify(version) : `${name}@${version.version}`);
      },
    );
}
