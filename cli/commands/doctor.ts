/** `epochd doctor`: looks at this machine and the service, and says what to do. */
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import type { Finding } from '../doctor/finding.ts';
import { checkMachine } from '../doctor/machine.ts';
import { checkParts } from '../doctor/parts.ts';
import { checkService } from '../doctor/service.ts';
import { ToldError } from '../errors.ts';
import { plain } from '../terminal/plain.ts';
import { examples } from '../words.ts';

export function addDoctor(program: Command, context: Context): void {
  program
    .command('doctor')
    .summary('check this machine and the service, and say what to do')
    .addHelpText(
      'after',
      `\nThe exit code is 1 if something must be done. What is only worth knowing leaves it 0.\n${examples('doctor', '--url https://epochd.example doctor')}`,
    )
    .action(async (_options: object, command: Command) => {
      const { terminal, root, signal } = context;
      const target = context.target(command);
      const found = await Promise.all([
        checkMachine(),
        checkParts(root),
        checkService(context.client(command), target, signal),
      ]);
      const findings = found.flat();
      for (const finding of findings) tell(context, finding);
      const failed = findings.filter(({ state }) => state === 'failed');
      if (failed.length > 0) throw new ToldError(`${failed.length} of ${findings.length} failed.`);
      if (!terminal.json) terminal.out('Nothing must be done.');
    });
}

function tell({ terminal }: Context, finding: Finding): void {
  if (terminal.json) {
    terminal.out(JSON.stringify(finding));
    return;
  }
  const { paint, unicode } = terminal;
  const mark = {
    fine: paint.green(unicode ? '✓' : 'ok'),
    warning: paint.yellow('!'),
    failed: paint.red(unicode ? '✗' : 'x'),
  }[finding.state];
  terminal.out(`${mark} ${finding.name.padEnd(20)} ${plain(finding.detail)}`);
  if (finding.todo) terminal.out(`  ${' '.repeat(20)} ${finding.todo}`);
}
