/** Which other trainings are drawn in the plots of this one: by the address, so that a view can be sent to somebody. */
import { useSearchParams } from 'wouter-preact';
import type { JobData } from '../../../client/types.ts';
import { since } from '../../parts/format.ts';
import { figureOf, titleOf } from '../../parts/job-words.ts';
import { useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';

const OFFERED = 50;

export function CompareWith({ job }: { readonly job: JobData }) {
  const [search, setSearch] = useSearchParams();
  const chosen = (search.get('with') ?? '').split(',').filter(Boolean);
  const offered = useResource('trainings', (signal) =>
    client().jobs.list({ signal, kind: 'train', limit: OFFERED, history: 'false' }).first(OFFERED),
  );
  const set = (ids: readonly string[]): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (ids.length > 0) next.set('with', ids.join(','));
        else next.delete('with');
        return next;
      },
      { replace: true },
    );
  const left = (offered.data ?? []).filter(
    ({ id, metrics }) => id !== job.id && !chosen.includes(id) && metrics.loss !== undefined,
  );
  if (left.length === 0 && chosen.length === 0) return null;
  return (
    <div class="row">
      <label class="compare-with">
        <span class="visually-hidden">Compare with</span>
        <select
          value=""
          onChange={(event) => {
            if (event.currentTarget.value) set([...chosen, event.currentTarget.value]);
            event.currentTarget.value = '';
          }}
        >
          <option value="">Compare with…</option>
          {left.map((other) => (
            <option key={other.id} value={other.id}>
              {[titleOf(other), figureOf(other), since(other.createdAt)].filter(Boolean).join(', ')}
            </option>
          ))}
        </select>
      </label>
      {chosen.length > 0 && (
        <button type="button" onClick={() => set([])}>
          Only this job
        </button>
      )}
    </div>
  );
}
