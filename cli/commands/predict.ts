/** `epochd predict` and `epochd explain`: files, or values, and what a model says of them. */
import { type Command, Option } from 'commander';
import type { ExplainOptions, Model } from '../../client/index.ts';
import type { Context } from '../context.ts';
import { endWith } from '../endings.ts';
import { ToldError, UsageError } from '../errors.ts';
import { collect, number } from '../option-values.ts';
import { type InputOptions, type PredictionInput, readInputs } from '../prediction-input.ts';
import { chooseTarget, saveAs } from '../save-as.ts';
import { drawBar } from '../terminal/drawing.ts';
import { plain } from '../terminal/plain.ts';
import { figure, percent } from '../terminal/quantities.ts';
import type { Terminal } from '../terminal/terminal.ts';

type PredictOptions = InputOptions & { readonly top?: number; readonly threshold?: number };
type ExplainFlags = InputOptions &
  ExplainOptions & { readonly output?: string; readonly heatMap?: string; readonly force?: boolean };

const TOGETHER = 8;
const BAR_WIDTH = 20;
const ROWS_SHOWN = 20;

export function addPredictCommands(program: Command, context: Context): void {
  withInput(program.command('predict').summary('predict files, texts or rows'))
    .option('--top <count>', 'how many labels are told', number)
    .option('--threshold <probability>', 'of several labels: above which one is told', number)
    .addHelpText(
      'after',
      `
Examples:
  $ epochd predict digits seven.png
  $ epochd predict digits@3 *.png --json
  $ epochd predict customers --instance '{"age":30,"plan":"basic"}'
  $ epochd predict reviews --text 'what a film'

With --json each file is a line: {"file","version","predictions"}. A file that is refused is told on stderr, the others are
predicted, and the exit code is 1.`,
    )
    .action((reference: string, files: string[], options: PredictOptions, command: Command) =>
      predict(context, context.client(command).model(reference), files, options),
    );
  withInput(program.command('explain').summary('tell what in an input the answer rests on'))
    .addOption(new Option('--method <method>', 'how').choices(['integratedGradients', 'occlusion']))
    .option('--target <label>', 'what is explained; by default the likeliest label')
    .option('--baseline <name>', 'what the input is compared with')
    .option('--heat-map <file>', 'of a picture or a sound: the answer as a picture (PNG)')
    .option('--force', 'replace the file if it is there')
    .addHelpText(
      'after',
      `
Examples:
  $ epochd explain digits seven.png --heat-map heat.png
  $ epochd explain customers --instance '{"age":30,"plan":"basic"}'`,
    )
    .action((reference: string, files: string[], options: ExplainFlags, command: Command) =>
      explain(context, context.client(command).model(reference), files, options),
    );
}

function withInput(command: Command): Command {
  return command
    .argument('<model>', 'digits, digits@3 or digits@production')
    .argument('[file...]', 'pictures, sounds, texts, CSV, JSON of instances; - is stdin')
    .option('-i, --instance <json>', 'a row, or whatever an instance is; may be repeated', collect, [])
    .option('--text <text>', 'a text; may be repeated', collect, [])
    .option('--type <media type>', 'of the files, where their names do not tell');
}

async function predict(
  { terminal, signal }: Context,
  model: Model,
  files: string[],
  options: PredictOptions,
): Promise<void> {
  const inputs = await readInputs(files, options);
  const asked = { top: options.top, threshold: options.threshold, signal };
  let refused = false;
  for (let begin = 0; begin < inputs.length; begin += TOGETHER) {
    const group = inputs.slice(begin, begin + TOGETHER);
    const answers = await Promise.allSettled(group.map((input) => answerTo(model, input, asked)));
    for (const [index, answer] of answers.entries()) {
      const name = group[index]?.name ?? '';
      if (answer.status === 'fulfilled') tell(terminal, name, answer.value, inputs.length > 1);
      else if (inputs.length === 1) throw answer.reason;
      else {
        signal.throwIfAborted();
        refused = true;
        if (!terminal.json) terminal.err(plain(name));
        endWith(answer.reason, terminal);
      }
    }
  }
  if (refused) throw new ToldError('Some were refused.');
}

function answerTo(model: Model, { content, type }: PredictionInput, asked: { signal: AbortSignal }) {
  return Array.isArray(content)
    ? model.predict(content, asked)
    : model.predict<unknown>(content as Blob | string, { ...asked, type });
}

function tell(
  terminal: Terminal,
  file: string,
  answer: { predictions: unknown[]; version: number },
  several: boolean,
): void {
  if (terminal.json) {
    terminal.out(JSON.stringify({ file, ...answer }));
    return;
  }
  for (const prediction of answer.predictions) {
    const name = several ? `${plain(file)}  ` : '';
    const { label, probability, top } = (prediction ?? {}) as { label?: string; probability?: number; top?: Label[] };
    if (label === undefined || probability === undefined) terminal.out(name + plain(JSON.stringify(prediction)));
    else if (several || answer.predictions.length > 1) terminal.out(`${name}${plain(label)}  ${percent(probability)}`);
    else
      for (const each of top ?? [{ label, probability }])
        terminal.out(barOf(terminal, each.label, each.probability, percent(each.probability)));
  }
}

interface Label {
  readonly label: string;
  readonly probability: number;
}

function barOf(terminal: Terminal, name: string, share: number, value: string): string {
  return `${plain(name).padEnd(16)}  ${terminal.paint.cyan(drawBar(share, BAR_WIDTH, terminal.unicode))}  ${value}`;
}

async function explain(context: Context, model: Model, files: string[], options: ExplainFlags): Promise<void> {
  const { terminal, signal } = context;
  const inputs = await readInputs(files, options);
  if (options.heatMap !== undefined && inputs.length !== 1)
    throw new UsageError(`Expected one input with --heat-map. Received: ${inputs.length}.`);
  const asked = { method: options.method, target: options.target, baseline: options.baseline, signal };
  for (const { name, content, type } of inputs) {
    const call = Array.isArray(content) ? asked : { ...asked, type };
    const input = content as readonly unknown[] | Blob | string;
    if (options.heatMap !== undefined) {
      const target = chooseTarget({ output: options.heatMap, force: options.force });
      await saveAs(context, new Response(await model.heatMap(input, call)), target);
      continue;
    }
    const { explanations, version } = await model.explain(input, call);
    if (terminal.json) terminal.out(JSON.stringify({ file: name, version, explanations }));
    else for (const explanation of explanations) tellExplanation(terminal, name, explanation);
  }
}

/** Columns and words by what they weigh; of whatever has neither, the whole answer is `--json`, or a heat map. */
function tellExplanation(terminal: Terminal, name: string, explanation: Readonly<Record<string, unknown>>): void {
  terminal.out(`${plain(name)}  ${plain(explanation['target'] ?? '')}`.trimEnd());
  const parts = (explanation['columns'] ?? explanation['tokens']) as Part[] | undefined;
  if (!Array.isArray(parts)) {
    terminal.out('  Each number has an attribution: --json tells them, --heat-map FILE draws them.');
    return;
  }
  const sorted = [...parts].sort((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution)).slice(0, ROWS_SHOWN);
  const most = Math.abs(sorted[0]?.attribution ?? 0) || 1;
  for (const { name: column, token, value, attribution } of sorted) {
    const words =
      column === undefined ? String(token) : `${column} = ${typeof value === 'string' ? value : JSON.stringify(value)}`;
    const sign = attribution < 0 ? '-' : '+';
    terminal.out(
      `  ${barOf(terminal, words, Math.abs(attribution) / most, `${sign}${figure(Math.abs(attribution))}`)}`,
    );
  }
}

interface Part {
  readonly name?: string;
  readonly token?: string;
  readonly value?: unknown;
  readonly attribution: number;
}
