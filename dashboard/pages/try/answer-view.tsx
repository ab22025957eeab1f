/** An answer as a person sees it: the likeliest label and the probability of each, or the numbers; by which version, how fast. */
import { useEffect, useState } from 'preact/hooks';
import type { VersionData } from '../../../client/index.ts';
import { number, percent } from '../../parts/format.ts';
import { Failure } from '../../parts/resource.tsx';
import { type Named, type Understood, understand } from './answer.ts';
import type { PredictionState } from './prediction.ts';

export interface AnswerViewProps {
  readonly version: VersionData;
  readonly state: PredictionState;
  /** What is to be done before there is an answer. */
  readonly hint: string;
}

/** Bars at once; the likeliest of more. */
const SHOWN = 12;
const REST_MS = 800;

export function AnswerView({ version: { task, labels }, state: { answered, error, delay }, hint }: AnswerViewProps) {
  const understood = answered && understand(answered.prediction, task, labels);
  return (
    <section class="card stack answer" aria-label="Answer">
      <h2 class="flush">Answer</h2>
      {error !== undefined && <Failure error={error} />}
      {understood?.are === 'numbers' && <Numbers values={understood.values} />}
      {understood?.are === 'probabilities' && (
        <Probabilities values={understood.values} isOne={task === 'classification'} />
      )}
      {!understood && <EmptyBars labels={task === 'regression' ? [] : labels.slice(0, SHOWN)} hint={hint} />}
      <p class="visually-hidden" aria-live="polite">
        {useRested(understood ? heard(understood, task === 'classification') : '', REST_MS)}
      </p>
      {answered && answered.warnings.length > 0 && (
        <ul class="note note-warn">
          {answered.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      <p class="faint answered-by">
        <span role="status">{delay && delayTold(delay)}</span>
        {delay
          ? ''
          : answered
            ? `Version ${answered.version} answered in ${Math.round(answered.milliseconds)} ms${
                answered.novelty === undefined
                  ? ''
                  : `; novelty ${answered.novelty.toFixed(2)}: 0 is like the training, 1 like nothing in it`
              }`
            : '\u00a0'}
      </p>
    </section>
  );
}

/** An answer for whoever hears it. */
function heard({ are, values }: Understood, isOne: boolean): string {
  if (are === 'numbers') return values.map(({ name, value }) => `${name} ${number(value)}`).join(', ');
  const best = values.toSorted((a, b) => b.value - a.value).slice(0, isOne ? 1 : SHOWN);
  const told = isOne ? best : best.filter(({ value }) => value > 0.5);
  return told.map(({ name, value }) => `${name}, ${percent(value)}`).join('; ') || 'none of them';
}

/** What a text is once it stays for a moment: answers that come several times a second are not all read aloud. */
function useRested(text: string, restMs: number): string {
  const [rested, setRested] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs);
    return () => clearTimeout(timer);
  }, [text, restMs]);
  return rested;
}

function delayTold({ why, seconds }: NonNullable<PredictionState['delay']>): string {
  const what = why === 'busy' ? 'Too many ask at once' : 'The service does not answer';
  return `${what}: what you gave last is asked for again in ${seconds} s.`;
}

function Numbers({ values }: { readonly values: readonly Named[] }) {
  return (
    <dl class="numbers">
      {values.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{number(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Probabilities({ values, isOne }: { readonly values: readonly Named[]; readonly isOne: boolean }) {
  const best = values.reduce(
    (most, each) => (each.value > most.value ? each : most),
    values[0] ?? { name: '–', value: 0 },
  );
  const told = values.filter(({ value }) => value > 0.5).map(({ name }) => name);
  const shown = values.length > SHOWN ? values.toSorted((a, b) => b.value - a.value).slice(0, SHOWN) : values;
  return (
    <>
      <p class="verdict">
        {isOne ? (
          <>
            <strong>{best.name}</strong> <span>{percent(best.value)}</span>
          </>
        ) : (
          <strong>{told.length > 0 ? told.join(', ') : 'none of them'}</strong>
        )}
      </p>
      <Bars values={shown} best={isOne ? best.name : undefined} />
    </>
  );
}

function Bars({ values, best }: { readonly values: readonly Named[]; readonly best: string | undefined }) {
  return (
    <ul class="bars probabilities">
      {values.map(({ name, value }) => (
        <li key={name} class={(best === undefined ? value > 0.5 : name === best) ? 'best' : ''}>
          <span class="bar-name">{name}</span>
          <span class="bar-room" aria-hidden="true">
            <span class="bar" style={{ transform: `scaleX(${Math.min(1, Math.max(0, value))})` }} />
          </span>
          <span class="bar-value">{percent(value)}</span>
        </li>
      ))}
    </ul>
  );
}

/** As much room as the answer will take. */
function EmptyBars({ labels, hint }: { readonly labels: readonly string[]; readonly hint: string }) {
  return (
    <>
      <p class="verdict faint">{hint}</p>
      {labels.length > 0 && (
        <ul class="bars probabilities" aria-hidden="true">
          {labels.map((name) => (
            <li key={name}>
              <span class="bar-name">{name}</span>
              <span class="bar-room" />
              <span class="bar-value">–</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
