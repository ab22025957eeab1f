/** What a page asks of the service: while it comes, when it is there, when it cannot be had; asked for again from time to time. */
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { EpochdError, EpochdUnreachableError } from '../../client/index.ts';
import { connection, keyIsMissing, messageOf } from '../service.ts';

export interface Resource<T> {
  /** The last that came, also while it is asked for again or cannot be had. */
  readonly data: T | undefined;
  readonly error: unknown;
  refresh(): void;
}

export interface ResourceOptions {
  /** How often it is asked for; not while the page is hidden. Unset: once. */
  readonly everyMs?: number;
}

/**
 * @param load asks for it; its signal ends when nobody wants it any more.
 * @param key says what is asked for: another key, another thing.
 */
export function useResource<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  { everyMs }: ResourceOptions = {},
): Resource<T> {
  const [state, setState] = useState<{ key: string; data?: T | undefined; error?: unknown }>({ key });
  const [turn, setTurn] = useState(0);
  const asking = useRef(load);
  asking.current = load;
  const { value: way } = connection;
  const { value: locked } = keyIsMissing;

  // A new turn, a connection that is back, or a key ask anew.
  useEffect(() => {
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      try {
        if (!document.hidden) {
          const data = await asking.current(leaving.signal);
          if (!leaving.signal.aborted) setState({ key, data, error: undefined });
        }
      } catch (error) {
        if (leaving.signal.aborted) return;
        setState((before) => ({ key, data: before.key === key ? before.data : undefined, error }));
      }
      if (everyMs !== undefined && !leaving.signal.aborted) timer = setTimeout(ask, everyMs);
    };
    void ask();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [key, everyMs, turn, way, locked]);

  const refresh = useCallback(() => setTurn((before) => before + 1), []);
  const isThis = state.key === key;
  return { data: isThis ? state.data : undefined, error: isThis ? state.error : undefined, refresh };
}

/** What went wrong, with what is wrong where, and the request's id for whoever reads the log. */
export function Failure({ error }: { readonly error: unknown }) {
  const { errors = [], requestId, code } = error instanceof EpochdError ? error : {};
  return (
    <div class="note note-bad" role="alert">
      <p>{messageOf(error)}</p>
      {errors.length > 1 && (
        <ul>
          {errors.map(({ pointer, detail }) => (
            <li key={pointer + detail}>
              <code>{pointer}</code> {detail}
            </li>
          ))}
        </ul>
      )}
      {requestId !== undefined && (
        <small>
          {code}, request <code>{requestId}</code>
        </small>
      )}
    </div>
  );
}

/** Whether it is what the frame says of the whole page: that the service does not answer. */
export function isLost(error: unknown): boolean {
  return connection.value === 'lost' && error instanceof EpochdUnreachableError;
}

/** A resource's data once it is there; a failure beside what came before. */
export function Loaded<T>({ of, children }: { readonly of: Resource<T>; children(data: T): ComponentChildren }) {
  const { data, error } = of;
  return (
    <>
      {error !== undefined && !isLost(error) && <Failure error={error} />}
      {data !== undefined ? children(data) : (error === undefined || isLost(error)) && <p class="faint">Loading…</p>}
    </>
  );
}
