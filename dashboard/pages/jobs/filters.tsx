/** Which jobs are shown, as the address says it: so that it can be sent to somebody, and gone back to. */
import { Link, useSearchParams } from 'wouter-preact';
import { kindOf } from '../../parts/job-words.ts';
import { useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import type { JobFilter } from './job-list.ts';

const STATUSES = ['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled'] as const;
const KINDS = ['train', 'import', 'evaluate', 'predict', 'sweep'] as const;

/** What an address asks for; what it cannot mean is passed over. */
export function filterOf(search: URLSearchParams): JobFilter {
  const status = STATUSES.find((each) => each === search.get('status'));
  const kind = KINDS.find((each) => each === search.get('kind'));
  const model = search.get('model') || undefined;
  const sweep = search.get('sweep') || undefined;
  return { ...(status && { status }), ...(kind && { kind }), ...(model && { model }), ...(sweep && { sweep }) };
}

export function Filters() {
  const [search, setSearch] = useSearchParams();
  const models = useResource('models', (signal) => client().models({ signal }));
  const { status = '', kind = '', model = '', sweep } = filterOf(search);
  const set = (name: string, value: string): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  const names = (models.data ?? []).map(({ name }) => name);
  return (
    <form class="filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <label>
        Status
        <select value={status} onChange={(event) => set('status', event.currentTarget.value)}>
          <option value="">all</option>
          {STATUSES.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <label>
        Kind
        <select value={kind} onChange={(event) => set('kind', event.currentTarget.value)}>
          <option value="">all</option>
          {KINDS.map((each) => (
            <option key={each} value={each}>
              {kindOf({ kind: each })}
            </option>
          ))}
        </select>
      </label>
      <label>
        Model
        <input
          list="job-models"
          placeholder="all"
          autocomplete="off"
          value={model}
          onChange={(event) => set('model', event.currentTarget.value.trim())}
        />
        <datalist id="job-models">
          {names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </label>
      {sweep !== undefined && (
        <p class="filter-sweep">
          <span>
            Trainings of <Link href={`/sweeps/${sweep}`}>one sweep</Link>
          </span>
          <button type="button" onClick={() => set('sweep', '')}>
            Of all
          </button>
        </p>
      )}
    </form>
  );
}
