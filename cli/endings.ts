/** How a command ends: its exit code, and what it says where something is wrong. */
import { CommanderError } from 'commander';
import { EpochdError, EpochdUnreachableError, JobFailedError } from '../client/index.ts';
import { Interrupted, ToldError, UsageError } from './errors.ts';
import { flagOf } from './job-flags.ts';
import { plain } from './terminal/plain.ts';
import type { Terminal } from './terminal/terminal.ts';

export const EXIT = { ok: 0, failed: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;

/** Says what was wrong. @returns the exit code. @throws what no user can have caused. */
export function endWith(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof Interrupted) return EXIT.interrupted;
  if (error instanceof ToldError) return EXIT.failed;
  const [code, lines, fields] = describe(error);
  if (terminal.json) terminal.err(JSON.stringify({ error: fields }));
  else
    for (const [index, line] of lines.entries())
      terminal.err(index === 0 ? `${terminal.paint.red('error:')} ${line}` : `  ${line}`);
  return code;
}

function describe(error: unknown): [number, string[], object] {
  if (error instanceof UsageError)
    return [EXIT.usage, [plain(error.message)], { code: 'ERR_USAGE', detail: error.message }];
  if (error instanceof JobFailedError) {
    const { id, status, error: reason } = error.job;
    const why = reason ? `${plain(reason.message)} (${reason.code})` : `Job ${id} was ${status}.`;
    return [EXIT.failed, [why], { code: error.code, detail: error.message, job: id }];
  }
  if (error instanceof EpochdUnreachableError) {
    const hint =
      'Is the service running? "epochd start" runs one here; --url, EPOCHD_URL or a profile say where another one is.';
    return [EXIT.unreachable, [plain(error.message), hint], { code: 'ERR_UNREACHABLE', detail: error.message }];
  }
  if (error instanceof EpochdError) return describeRefusal(error);
  if (error instanceof Error && 'code' in error && 'syscall' in error)
    return [EXIT.failed, [plain(error.message)], { code: String(error.code), detail: error.message }];
  if (error instanceof TypeError && /^Expected /.test(error.message))
    return [EXIT.usage, [plain(error.message)], { code: 'ERR_USAGE', detail: error.message }];
  throw error;
}

const FIELDS_SHOWN = 20;

function describeRefusal(error: EpochdError): [number, string[], object] {
  const { status, code, detail, errors, requestId, retryAfterSeconds } = error;
  const fields = errors.slice(0, FIELDS_SHOWN).map((each) => `${flagOf(each.pointer)}: ${plain(each.detail)}`);
  if (errors.length > FIELDS_SHOWN) fields.push(`… and ${errors.length - FIELDS_SHOWN} more`);
  const same = errors.length === 1 && detail.endsWith(errors[0]?.detail ?? '');
  const lines = [same ? `${fields[0]} (${code})` : `${plain(detail)} (${code})`, ...(same ? [] : fields)];
  if (status === 401) lines.push('The service asks for a key: EPOCHD_API_KEY, or a profile ("epochd profile add").');
  if (retryAfterSeconds !== undefined) lines.push(`It may be tried again in ${Math.ceil(retryAfterSeconds)} s.`);
  if (status >= 500 && requestId) lines.push(`The service's log has it as request ${plain(requestId)}.`);
  return [EXIT.failed, lines, { status, code, detail, errors, requestId }];
}
