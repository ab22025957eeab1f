/** The jobs that a filter leaves, page by page; those that can be seen are asked for again while the page is looked at. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { JobData, JobQuery } from '../../../client/types.ts';
import { client, connection, keyIsMissing } from '../../service.ts';

export type JobFilter = Pick<JobQuery, 'status' | 'kind' | 'model' | 'sweep'>;

export interface JobList {
  readonly jobs: readonly JobData[];
  readonly hasMore: boolean;
  readonly isLoaded: boolean;
  readonly error: unknown;
  /** Asks for the next page. */
  more(): void;
  /** Tells which row is the first that can be seen. */
  look(index: number): void;
}

interface Loaded {
  readonly jobs: readonly JobData[];
  readonly hasMore: boolean;
  readonly isLoaded: boolean;
  readonly error: unknown;
}

const PAGE = 100;
const EVERY_MS = 3000;
const NOTHING: Loaded = { jobs: [], hasMore: false, isLoaded: false, error: undefined };

export function useJobList(filter: JobFilter): JobList {
  const [list, setList] = useState<Loaded>(NOTHING);
  const latest = useRef(list);
  latest.current = list;
  const first = useRef(0);
  const asking = useRef(false);
  const key = JSON.stringify(filter);
  const { value: way } = connection;
  const { value: locked } = keyIsMissing;

  const page = useCallback(
    async (after: string | undefined, signal?: AbortSignal) => {
      const query = {
        ...(JSON.parse(key) as JobFilter),
        limit: PAGE,
        history: 'false' as const,
        ...(after !== undefined && { after }),
      };
      const { data } = await client().http.GET('/v1/jobs', { params: { query }, ...(signal && { signal }) });
      return data ?? { data: [], hasMore: false };
    },
    [key],
  );

  useEffect(() => {
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    setList(NOTHING);
    first.current = 0;
    const refresh = async (): Promise<void> => {
      try {
        if (!document.hidden) {
          const head = await page(undefined, leaving.signal);
          setList((before) => withHead(before, head.data, head.hasMore));
          await refreshSeen(leaving.signal);
        }
      } catch (error) {
        if (leaving.signal.aborted) return;
        setList((before) => ({ ...before, error }));
      }
      if (!leaving.signal.aborted) timer = setTimeout(refresh, EVERY_MS);
    };
    async function refreshSeen(signal: AbortSignal): Promise<void> {
      const before = latest.current.jobs[first.current - 1];
      if (first.current < PAGE || !before) return;
      const { data } = await page(before.id, signal);
      setList((list) => ({ ...list, jobs: replaced(list.jobs, data) }));
    }
    void refresh();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [page, way, locked]);

  const more = useCallback(() => {
    const last = latest.current.jobs.at(-1);
    if (asking.current || !last) return;
    asking.current = true;
    page(last.id)
      .then(({ data, hasMore }) =>
        setList((before) =>
          before.jobs.at(-1)?.id === last.id ? { ...before, jobs: [...before.jobs, ...data], hasMore } : before,
        ),
      )
      .catch((error: unknown) => setList((before) => ({ ...before, error })))
      .finally(() => {
        asking.current = false;
      });
  }, [page]);

  const look = useCallback((index: number) => {
    first.current = index;
  }, []);
  return { ...list, more, look };
}

/** New jobs stand at the beginning; those that the filter left out since are gone from what was asked for again. */
function withHead(before: Loaded, head: readonly JobData[], hasMore: boolean): Loaded {
  const last = head.at(-1)?.id ?? '';
  // Ids rise with time: what is older than the head's last stays as it was.
  const rest = hasMore ? before.jobs.filter(({ id }) => id < last) : [];
  return {
    jobs: [...head, ...rest],
    hasMore: rest.length > 0 ? before.hasMore : hasMore,
    ...{ isLoaded: true, error: undefined },
  };
}

function replaced(jobs: readonly JobData[], by: readonly JobData[]): readonly JobData[] {
  const found = new Map(by.map((job) => [job.id, job]));
  return jobs.map((job) => found.get(job.id) ?? job);
}
