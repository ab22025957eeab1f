/** Cron expressions: what is one, and the times that it names in a time zone. By the parser that BullMQ uses. */
import { CronExpressionParser } from 'cron-parser';
import { AppError, messageOf, type Problem } from '../../errors.ts';
import type { Schedule } from './schedule.ts';

type Times = Pick<Schedule, 'cron' | 'timezone'>;

/** Without seconds, so that the shortest interval is a minute; and without the parser's H, which draws a time. */
const FIELDS = 5;
const FIELD = /^(?!(?:.*,)?H)[0-9A-Z*/,?#-]+$/i;
/** An offset is no zone: it does not know of summer. */
const ZONE = /^[A-Za-z][A-Za-z0-9_+/-]*$/;

/** @throws AppError ERR_SCHEDULE with pointers to what is no expression, no zone, or never comes. */
export function expectTimes({ cron, timezone }: Times): void {
  const problems: Problem[] = [];
  const zone = zoneProblem(timezone);
  if (zone) problems.push({ pointer: '/timezone', detail: zone });
  const expression = cronProblem(cron, zone ? 'UTC' : timezone);
  if (expression) problems.push({ pointer: '/cron', detail: expression });
  const [first] = problems;
  if (first) throw new AppError('ERR_SCHEDULE', first.detail, { problems });
}

/** The first time after `from`. */
export function nextTime({ cron, timezone }: Times, from: Date): Date {
  return CronExpressionParser.parse(cron, { tz: timezone, currentDate: from }).next().toDate();
}

/** The last time before `from`. */
export function previousTime({ cron, timezone }: Times, from: Date): Date {
  return CronExpressionParser.parse(cron, { tz: timezone, currentDate: from }).prev().toDate();
}

function cronProblem(cron: string, timezone: string): string | undefined {
  const fields = cron.trim().split(/\s+/);
  const expected = 'Expected a cron expression of minute, hour, day of the month, month and day of the week';
  if (fields.length !== FIELDS) return `${expected}. Received: "${cron}", of ${fields.length} fields.`;
  const strange = fields.find((field) => !FIELD.test(field));
  if (strange !== undefined) return `${expected}. Received: "${strange}" in it.`;
  try {
    nextTime({ cron, timezone }, new Date());
    return undefined;
  } catch (error) {
    return `${expected} that comes. Received: "${cron}" (${messageOf(error)}).`;
  }
}

function zoneProblem(timezone: string): string | undefined {
  const detail = `Expected a time zone of IANA, such as "Europe/Zurich". Received: "${timezone}".`;
  if (!ZONE.test(timezone)) return detail;
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return undefined;
  } catch {
    return detail;
  }
}
