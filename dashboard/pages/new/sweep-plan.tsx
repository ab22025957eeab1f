/** What a sweep would train: its trials with their values, the trainings they are, and about how long that takes. */
import type { paths } from '../../../client/types.ts';
import { duration, number } from '../../parts/format.ts';
import { Facts } from '../../parts/notes.tsx';
import { Scroll } from '../../parts/scroll.tsx';
import { namesOf, shown } from '../sweeps/values.ts';
import type { Answered } from './answer.ts';

export type SweepPlanData = paths['/v1/sweeps/plan']['post']['responses'][200]['content']['application/json'];

const SHOWN = 12;

export function SweepPlan({ of: { answer: plan, error, isOld } }: { readonly of: Answered<SweepPlanData> }) {
  if (!plan)
    return (
      <p class="faint">{error === undefined ? 'Working it out …' : 'There is none until the request is right.'}</p>
    );
  const { trials, trainings, rungs, estimatedSeconds } = plan;
  const fields = [...new Set(trials.flatMap(({ values }) => Object.keys(values)))];
  const names = namesOf(fields);
  return (
    <div class="stack" aria-busy={isOld && error === undefined}>
      <p class="plan-state" role="status">
        {isOld && (error === undefined ? 'Working it out …' : 'Of the last request that was right.')}
      </p>
      <Facts
        of={{
          Trials: number(trials.length),
          Trainings: number(trainings),
          'Time of all, about': estimatedSeconds < 1 ? 'under 1 s' : duration(estimatedSeconds),
          ...(rungs.length > 0 && {
            'Goes on': rungs
              .map(({ epochs, keep }) => `${keep} after ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`)
              .join(', '),
          }),
        }}
      />
      <p class="faint">One after the other; several workers train several at once.</p>
      <Scroll label="Trials of the plan">
        <table>
          <thead>
            <tr>
              <th scope="col">Trial</th>
              {fields.map((field) => (
                <th key={field} scope="col" title={field}>
                  {names.get(field)}
                </th>
              ))}
              <th scope="col" class="number">
                Time, about
              </th>
            </tr>
          </thead>
          <tbody>
            {trials.slice(0, SHOWN).map(({ trial, values, estimatedSeconds: seconds }) => (
              <tr key={trial}>
                <td>{trial}</td>
                {fields.map((field) => (
                  <td key={field}>{shown(values[field])}</td>
                ))}
                <td class="number nowrap">{duration(seconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {trials.length > SHOWN && <p class="faint">{`And ${number(trials.length - SHOWN)} more.`}</p>}
    </div>
  );
}
