/** What a job was asked for, field by field. */
import { Link } from 'wouter-preact';
import type { JobData } from '../../../client/types.ts';
import { useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import { flatten } from './differences.ts';

export function About({ job }: { readonly job: JobData }) {
  const { id, kind, dataset, scoring, priority, metadata, base, training, network } = job;
  // Of a training that was asked for over HTTP: what follows from it is in the job itself.
  const request = useResource(kind === 'train' ? `request ${id}` : '', async (signal) => {
    if (kind !== 'train') return undefined;
    return (await client().http.GET('/v1/jobs/{id}/request', { params: { path: { id } }, signal })).data;
  });
  const { target, features } = (request.data ?? {}) as { target?: unknown; features?: unknown };
  const fields = flatten({
    ...(target !== undefined && { target }),
    ...(features !== undefined && { features }),
    ...(network !== null && { network }),
    ...(base && { base: `${base.model} v${base.version}` }),
    ...(training !== null && { training }),
    ...(scoring && { scoring }),
    ...(priority !== null && { priority }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  });
  return (
    <section class="card" aria-labelledby="about-title">
      <h2 id="about-title">Configuration</h2>
      <dl class="fields">
        <div>
          <dt>dataset</dt>
          <dd>
            <Link href={`/datasets/${dataset}`}>{dataset}</Link>
          </dd>
        </div>
        {[...fields].map(([field, value]) => (
          <div key={field}>
            <dt>{field}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>id</dt>
          <dd>
            <code>{id}</code>
          </dd>
        </div>
      </dl>
    </section>
  );
}
