/** The trials as a table that sorts by any column. The best one is marked. */
import { useMemo, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { SweepData } from '../../../client/index.ts';
import { number } from '../../parts/format.ts';
import { Status } from '../../parts/notes.tsx';
import { namesOf, shown } from './values.ts';

export type Trial = SweepData['trials'][number];

export interface TrialTableProps {
  readonly trials: readonly Trial[];
  /** JSON Pointers. */
  readonly fields: readonly string[];
  readonly metric: string;
  readonly marked: number | undefined;
  onMark(trial: number | undefined): void;
}

interface Order {
  readonly by: string;
  readonly isFalling: boolean;
}

export function TrialTable({ trials, fields, metric, marked, onMark }: TrialTableProps) {
  const [order, setOrder] = useState<Order>({ by: 'rank', isFalling: false });
  const names = namesOf(fields);
  const heads = [
    ['rank', 'Rank'],
    ['trial', 'Trial'],
    ['status', 'Status'],
    ['metric', metric],
    ...fields.map((field) => [field, names.get(field) ?? field]),
    ['epochs', 'Epochs'],
  ] as const;
  const sorted = [...trials].sort((one, other) => {
    const way = compare(placeOf(one, order.by), placeOf(other, order.by));
    return (order.isFalling ? -way : way) || one.trial - other.trial;
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard, too
    <section class="scroll" tabIndex={0} aria-label="Table of trials">
      <table class="trials">
        <thead>
          <tr>
            {heads.map(([by, title]) => (
              <th
                key={by}
                scope="col"
                aria-sort={order.by === by ? (order.isFalling ? 'descending' : 'ascending') : 'none'}
              >
                <button
                  type="button"
                  class="sort"
                  title={by.startsWith('/') ? by : undefined}
                  onClick={() => setOrder({ by, isFalling: order.by === by && !order.isFalling })}
                >
                  {title}
                  <span aria-hidden="true">{order.by === by ? (order.isFalling ? '▼' : '▲') : ''}</span>
                </button>
              </th>
            ))}
            <th scope="col">Trainings</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((trial) => (
            <TrialRow
              key={trial.trial}
              trial={trial}
              fields={fields}
              isMarked={trial.trial === marked}
              onMark={onMark}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface TrialRowProps extends Pick<TrialTableProps, 'fields' | 'onMark'> {
  readonly trial: Trial;
  readonly isMarked: boolean;
}

/** Made anew only where it changed: a mark moves with the pointer, over hundreds of them. */
function TrialRow({ trial, fields, isMarked, onMark }: TrialRowProps) {
  return useMemo(
    () => (
      <tr
        class={`${trial.rank === 1 ? 'trial-best' : ''} ${isMarked ? 'trial-marked' : ''}`}
        onMouseEnter={() => onMark(trial.trial)}
        onMouseLeave={() => onMark(undefined)}
        onFocusCapture={() => onMark(trial.trial)}
      >
        <td>{trial.rank === 1 ? <strong>1 best</strong> : (trial.rank ?? '–')}</td>
        <td>{trial.trial}</td>
        <td>
          <Status status={trial.status} />
          {trial.error && <div class="field-error">{trial.error.message}</div>}
        </td>
        <td class="nowrap">
          {number(trial.metric)}
          {trial.std !== undefined && <span class="faint"> ± {number(trial.std)}</span>}
        </td>
        {fields.map((field) => (
          <td key={field}>{shown(trial.values[field])}</td>
        ))}
        <td>{trial.epochs}</td>
        <td class="nowrap">
          {trial.jobs.map((job, index) => (
            <Link key={job} class="trial-job" href={`/jobs/${job}`}>
              {trial.jobs.length > 1 ? `fold ${index + 1}` : 'job'}
              <span class="visually-hidden"> of trial {trial.trial}</span>
            </Link>
          ))}
        </td>
      </tr>
    ),
    [trial, fields, isMarked, onMark],
  );
}

type Place = number | string | undefined;

function placeOf(trial: Trial, by: string): Place {
  if (by.startsWith('/')) {
    const value = trial.values[by];
    return typeof value === 'number' ? value : shown(value);
  }
  return (trial as unknown as Record<string, Place | null>)[by] ?? undefined;
}

/** What is not known comes last. */
function compare(one: Place, other: Place): number {
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one).localeCompare(String(other), 'en', { numeric: true });
}
