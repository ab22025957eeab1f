/** What the service says of a request while it is written: the newest answer only. */
import { useEffect, useState } from 'preact/hooks';
import { connection } from '../../service.ts';

/** Typing is over when nothing was typed for so long. */
const PAUSE_MS = 350;

export interface Answered<T> {
  /** The last that there was; of an earlier request while `isOld`. */
  readonly answer: T | undefined;
  readonly error: unknown;
  readonly isOld: boolean;
}

/** @param request undefined as long as there is nothing to ask. Requests that follow take the place of those before, answered or not. */
export function useAnswer<R, T>(
  request: R | undefined,
  ask: (request: R, signal: AbortSignal) => Promise<T>,
): Answered<T> {
  const [state, setState] = useState<{ readonly of?: string; readonly answer?: T; readonly error?: unknown }>({});
  const text = request === undefined ? undefined : JSON.stringify(request);
  const { value: way } = connection;
  useEffect(() => {
    if (request === undefined || text === undefined) {
      setState({});
      return undefined;
    }
    const leaving = new AbortController();
    const asking = async (): Promise<void> => {
      try {
        const answer = await ask(request, leaving.signal);
        if (!leaving.signal.aborted) setState({ of: text, answer });
      } catch (error) {
        if (!leaving.signal.aborted)
          setState(({ answer }) => ({ of: text, error, ...(answer !== undefined && { answer }) }));
      }
    };
    const timer = setTimeout(asking, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [text, way]);
  const isOld = text !== undefined && (state.of !== text || state.error !== undefined);
  return { answer: state.answer, error: state.of === text ? state.error : undefined, isOld };
}
