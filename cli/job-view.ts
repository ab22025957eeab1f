/** A job as it is watched: what its events say so far, and the lines that show it. Draws nothing itself. */
import { stripVTControlCharacters } from 'node:util';
import type { JobData, JobEvent } from '../client/index.ts';
import { drawBar, drawCurve } from './terminal/drawing.ts';
import { plain } from './terminal/plain.ts';
import { count, duration, figure, percent } from './terminal/quantities.ts';
import type { Terminal } from './terminal/terminal.ts';

type Progress = JobData['progress'] & { loss?: number; accuracy?: number };

export interface JobView {
  /** Takes in an event. @returns the lines that stay, if it has any. */
  take(event: JobEvent): string[];
  /** Whether what is shown is how it is, or how it was when the service was last heard. */
  turn(connected: boolean): void;
  /** How it is now: a bar, and where it fits, the curve of the loss. */
  lines(): string[];
}

const BAR_WIDTH = 24;
const BAR_WIDTH_LEAST = 8;
const CURVE_WIDTH = 48;
const CURVE_HEIGHT = 4;
const POINTS_MAX = 1024;
const BAR_ONLY_BELOW = 60;

export function createJobView(terminal: Terminal, job: JobData): JobView {
  const { paint } = terminal;
  const curve: number[] = [];
  let progress: Progress = job.progress;
  // By this machine's own count: its clock may not be that of the service.
  let toldAt = performance.now();
  let connected = true;
  let status: string = job.status;
  let toldStatus = false;

  function takeProgress(data: Progress): void {
    progress = data;
    toldAt = performance.now();
    const { loss } = data;
    if (typeof loss !== 'number' || !Number.isFinite(loss)) return;
    curve.push(loss);
    // Every second point of a long curve says the same.
    if (curve.length > POINTS_MAX) curve.splice(0, curve.length, ...curve.filter((_, index) => index % 2 === 0));
  }

  return {
    turn(now) {
      connected = now;
    },
    take({ type, data }) {
      if (type === 'progress') takeProgress(data as unknown as Progress);
      if (type === 'status') {
        // Each attempt and each look of a sweep says again that it runs.
        const again = status === data['status'] && toldStatus;
        [status, toldStatus] = [String(data['status']), true];
        return again ? [] : [statusLine(data, paint)];
      }
      if (type === 'epoch') return [epochLine(data)];
      if (type === 'evaluation') return [evaluationLine(data)];
      if (type === 'published') return [paint.green(`published  ${plain(data['model'])}@${plain(data['version'])}`)];
      if (type === 'log') return [paint.dim(plain(data['message'] ?? JSON.stringify(data)))];
      return [];
    },
    lines() {
      const { epoch, epochs, fraction, etaSeconds, examplesPerSecond, phase, message, trials, loss, accuracy } =
        progress;
      const left = etaSeconds === null ? undefined : Math.max(0, etaSeconds - (performance.now() - toldAt) / 1000);
      const running = status === 'running';
      const room = terminal.width() - 1;
      const width = Math.min(BAR_WIDTH, Math.floor(room / 4));
      const parts = [
        running ? (phase === 'training' && epochs > 0 ? `epoch ${epoch}/${epochs}` : plain(message ?? phase)) : status,
        `${width < BAR_WIDTH_LEAST ? '' : `${paint.cyan(drawBar(fraction, width, terminal.unicode))} `}${Math.round(fraction * 100)} %`,
        connected ? undefined : paint.yellow('no connection, trying again'),
        trials && `trial ${trials.done}/${trials.all}`,
        loss === undefined ? undefined : `loss ${figure(loss)}`,
        accuracy === undefined ? undefined : `accuracy ${percent(accuracy)}`,
        left === undefined || !running ? undefined : `${duration(left)} left`,
        examplesPerSecond === null || !running ? undefined : `${count(examplesPerSecond)} examples/s`,
      ];
      const bar = joined(parts, room);
      if (!terminal.unicode || terminal.width() < BAR_ONLY_BELOW) return [bar];
      return [bar, ...curveLines(curve, paint)];
    },
  };
}

/** As many of them as there is room for. */
function joined(parts: readonly (string | number | false | null | undefined)[], room: number): string {
  let line = '';
  for (const part of parts) {
    const longer = part ? `${line}${line ? '  ' : ''}${part}` : line;
    if (line && stripVTControlCharacters(longer).length > room) break;
    line = longer;
  }
  return line;
}

/** Its highest and lowest value stand beside it. */
function curveLines(values: readonly number[], paint: Terminal['paint']): string[] {
  const lines = drawCurve(values, CURVE_WIDTH, CURVE_HEIGHT);
  return lines.map((line, row) => {
    const beside =
      row === 0 ? figure(Math.max(...values)) : row === lines.length - 1 ? figure(Math.min(...values)) : '';
    return `  ${paint.dim(beside.padStart(9))} ${paint.green(line)}${row === 0 ? paint.dim('  loss') : ''}`;
  });
}

function statusLine(data: JobEvent['data'], paint: Terminal['paint']): string {
  const status = String(data['status']);
  const colour = status === 'succeeded' ? paint.green : status === 'failed' ? paint.red : paint.bold;
  const reason = (data['error'] as { message?: string } | undefined)?.message ?? data['reason'];
  return colour(plain(status)) + (reason ? `  ${plain(reason)}` : '');
}

/** Names of figures in words: `valLoss` is `validation loss`. */
function epochLine({ epoch, seconds, ...figures }: JobEvent['data']): string {
  const told = Object.entries(figures).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  const shown = told.filter(([name]) => name !== 'learningRate' && name !== 'examplesPerSecond').map(figureOf);
  const time = typeof seconds === 'number' ? [`${seconds.toFixed(1)} s`] : [];
  return [`epoch ${plain(epoch)}`, ...shown, ...time].join('  ');
}

function evaluationLine(data: JobEvent['data']): string {
  const told = Object.entries(data).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  const shown = told.filter(([name]) => !['examples', 'seconds'].includes(name)).map(figureOf);
  const examples = typeof data['examples'] === 'number' ? ` on ${count(data['examples'])} examples` : '';
  return `evaluated${examples}  ${shown.join('  ')}`;
}

function figureOf([name, value]: [string, number]): string {
  const words = plain(name)
    .replace(/^val(?=[A-Z])/, 'validation')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words} ${/accuracy$/i.test(name) ? percent(value) : figure(value)}`;
}
