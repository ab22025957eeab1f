/** What would be trained: layers, parameters, time. */
import type { JobPlan } from '../../../client/index.ts';
import { duration, number } from '../../parts/format.ts';
import { Facts } from '../../parts/notes.tsx';
import type { Answered } from './answer.ts';

export function Plan({ of: { answer: plan, error, isOld } }: { readonly of: Answered<JobPlan> }) {
  if (!plan)
    return (
      <p class="faint">Layers, parameters and time are told here once there is a dataset, a model and a network.</p>
    );
  const { layers, parameters, trainableParameters, bytes, estimatedSeconds, network, data } = plan;
  const { type, labels } = data.task;
  return (
    <div class="stack" aria-busy={isOld && error === undefined}>
      <p class="plan-state" role="status">
        {isOld && (error === undefined ? 'Working it out …' : 'Of the last request that was right.')}
      </p>
      <Facts
        of={{
          'Time, about': estimatedSeconds < 1 ? 'under 1 s' : duration(estimatedSeconds),
          Parameters: number(parameters),
          ...(trainableParameters !== parameters && { 'Of them trained': number(trainableParameters) }),
          Weights: `${number(bytes / 1000)} kB`,
          Task: type,
          ...(labels.length > 0 && { Outputs: number(labels.length) }),
          Input: data.inputShape.join(' × '),
        }}
      />
      {network && <p class="faint">{network}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard, too */}
      <section class="scroll" tabIndex={0} aria-label="Layers of the plan">
        <table>
          <thead>
            <tr>
              <th scope="col">Layer</th>
              <th scope="col">Type</th>
              <th scope="col">Output</th>
              <th scope="col" class="number">
                Parameters
              </th>
            </tr>
          </thead>
          <tbody>
            {layers.map(({ name, type: kind, outputShape, parameters: count }) => (
              <tr key={name}>
                <td>{name}</td>
                <td>{kind}</td>
                <td class="nowrap">{outputShape.join(' × ')}</td>
                <td class="number">{number(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
