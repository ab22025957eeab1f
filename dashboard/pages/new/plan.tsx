/** What would be trained: asked of the service while the request is written, the newest answer only. */
import { useEffect, useState } from 'preact/hooks';
import type { JobPlan } from '../../../client/index.ts';
import { duration, number } from '../../parts/format.ts';
import { Facts } from '../../parts/notes.tsx';
import { client, connection } from '../../service.ts';
import { type Draft, isAskable, requestOf } from './draft.ts';

/** Typing is over when nothing was typed for so long. */
const PAUSE_MS = 350;

export interface Planned {
  /** The last that could be planned; of an earlier draft while `isOld`. */
  readonly plan: JobPlan | undefined;
  readonly error: unknown;
  readonly isOld: boolean;
}

/** The plan of a draft. Drafts that follow take the place of those before, answered or not. */
export function usePlan(draft: Draft): Planned {
  const [state, setState] = useState<{ readonly of?: string; readonly plan?: JobPlan; readonly error?: unknown }>({});
  const text = JSON.stringify(draft);
  const { value: way } = connection;
  useEffect(() => {
    if (!isAskable(draft)) {
      setState({});
      return undefined;
    }
    const leaving = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const plan = await client().plan(requestOf(draft), { signal: leaving.signal });
        if (!leaving.signal.aborted) setState({ of: text, plan });
      } catch (error) {
        if (!leaving.signal.aborted) setState(({ plan }) => ({ of: text, error, ...(plan && { plan }) }));
      }
    };
    const timer = setTimeout(ask, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [text, way]);
  const isOld = state.of !== text || state.error !== undefined;
  return { plan: state.plan, error: state.of === text ? state.error : undefined, isOld };
}

export function Plan({ of: { plan, error, isOld } }: { readonly of: Planned }) {
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
