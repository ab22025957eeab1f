/** How a command ends: its exit code, and what it says where something is wrong. */
import { CommanderError } from 'commander';
import { EpochdError, EpochdUnreachableError, JobFailedError } from '../client/index.ts';
import { FileError, Interrupted, ToldError, UsageError } from './errors.ts';
import { flagOf } from './job-flags.ts';
import { plain } from './terminal/plain.ts';
import type { Terminal } from './terminal/terminal.ts';

export const EXIT = { ok: 0, failed: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;

/** Says what was wrong. @returns the exit code */
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
    const fields = { code: 'ERR_UNREACHABLE', reason: error.code, detail: error.message };
    // OpenSSL says where in its sources.
    const said = plain(error.message).replace(/\w+:error:\w+:SSL routines:[^:]*:([^:]+):.*$/, '$1.');
    return [EXIT.unreachable, [said, hintOf(error.code ?? '')], fields];
  }
  if (error instanceof EpochdError) return describeRefusal(error);
  if (error instanceof FileError || (error instanceof Error && 'code' in error && 'syscall' in error))
    return [EXIT.failed, [plain(error.message)], { code: String(error.code), detail: error.message }];
  if (error instanceof TypeError && /^Expected /.test(error.message))
    return [EXIT.usage, [plain(error.message)], { code: 'ERR_USAGE', detail: error.message }];
  return describeFault(error);
}

/** What no user can have caused: an answer of another form, or a fault of this program. */
function describeFault(error: unknown): [number, string[], object] {
  const detail = error instanceof Error ? error.message : String(error);
  const trace = process.env.EPOCHD_DEBUG && error instanceof Error ? (error.stack ?? '').split('\n') : [];
  const hint =
    'Either the answer came from something else than a service of this version ("epochd doctor" looks), or this is a fault of epochd: EPOCHD_DEBUG=1 shows where.';
  return [EXIT.failed, [`What should not happen: ${plain(detail)}`, hint, ...trace], { code: 'ERR_FAULT', detail }];
}

function hintOf(code: string): string {
  if (/CERT_(HAS_EXPIRED|NOT_YET_VALID)/.test(code))
    return `Look whether the clock of this machine is right (${new Date().toISOString()}), then at the service's certificate.`;
  if (/CERT|SIGNATURE|ISSUER/.test(code))
    return 'Its certificate is not trusted for that name: NODE_EXTRA_CA_CERTS=FILE names an authority of your own.';
  if (/SSL|TLS|EPROTO/.test(code)) return 'Nothing speaks TLS there: is it http:// instead?';
  return 'Is the service running? "epochd start" runs one here; --url, EPOCHD_URL or a profile say where another one is.';
}

/** Of whatever stands before a service that is away. */
const GATEWAY = [502, 504];

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
  const away = code === 'ERR_HTTP' && GATEWAY.includes(status);
  return [away ? EXIT.unreachable : EXIT.failed, lines, { status, code, detail, errors, requestId }];
}
