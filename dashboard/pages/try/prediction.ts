/**
 * Predictions of what changes while it is asked: one at a time, not too often, and the newest wins. A service that is busy or away
 * is asked again for the newest alone, when it said, so that a hand that goes on drawing makes neither a flood nor a gap.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { EpochdError, EpochdUnreachableError } from '../../../client/index.ts';
import { request } from '../../service.ts';

/** A body as it is sent. */
export interface Asked {
  readonly body: string | Blob;
  readonly type: string;
  /** What it is called where it is a file. */
  readonly fileName?: string | undefined;
}

export interface Answered {
  readonly asked: Asked;
  readonly prediction: unknown;
  /** Of a service that knows what training saw: what it did not see in this input. */
  readonly warnings: readonly string[];
  /** How unusual the input is, from 0 to 1. */
  readonly novelty: number | undefined;
  readonly version: number;
  readonly milliseconds: number;
}

export interface PredictionState {
  /** The last that came, also while the next one is computed. */
  readonly answered: Answered | undefined;
  readonly error: unknown;
  /** Why there is no answer yet, and when it is asked for again. */
  readonly delay?: { readonly why: 'busy' | 'away'; readonly seconds: number } | undefined;
}

/** So that a minute of drawing stays far below what the service allows. */
const EVERY_MS = 80;
/** An answer that is not there by then is not waited for where something newer is to be asked. */
const PATIENCE_MS = 1500;
/** Where a service that is busy does not say when to come again: twice as long each time. */
const BACKOFF_MS = { first: 1000, most: 30_000 };
/** A service that is busy or away for so many times is no matter of waiting. */
const TRIES_MAX = 20;

/**
 * @param path of the predictions, such as `/v1/models/digits:predict`.
 * @param asked undefined: nothing yet.
 */
export function usePrediction(path: string, asked: Asked | undefined): PredictionState {
  const [state, setState] = useState<PredictionState & { readonly path: string }>({
    path,
    answered: undefined,
    error: undefined,
  });
  const line = useRef<Line>();

  useEffect(() => {
    const ours = new Line(path, (next) => setState((before) => ({ path, ...next(before) })));
    line.current = ours;
    return () => ours.leave();
  }, [path]);

  useEffect(() => line.current?.ask(asked), [path, asked]);

  if (asked === undefined || state.path !== path) return { answered: undefined, error: undefined };
  return state;
}

type Settle = (next: (before: PredictionState) => PredictionState) => void;

class Line {
  readonly #path: string;
  readonly #settle: Settle;
  #waiting: Asked | undefined;
  #flying: { readonly leaving: AbortController; readonly since: number } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #refusals = 0;

  constructor(path: string, settle: Settle) {
    this.#path = path;
    this.#settle = settle;
  }

  ask(asked: Asked | undefined): void {
    this.#waiting = asked;
    if (asked === undefined) {
      this.leave();
      return;
    }
    if (this.#flying && performance.now() - this.#flying.since > PATIENCE_MS) this.#flying.leaving.abort();
    if (!this.#flying) this.#sendSoon(0);
  }

  leave(): void {
    this.#waiting = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flying?.leaving.abort();
  }

  #sendSoon(afterMs: number): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#send();
    }, afterMs);
  }

  async #send(): Promise<void> {
    const asked = this.#waiting;
    if (asked === undefined) return;
    this.#waiting = undefined;
    const flying = { leaving: new AbortController(), since: performance.now() };
    this.#flying = flying;
    try {
      const answered = await predict(this.#path, asked, flying.leaving.signal);
      this.#refusals = 0;
      this.#settle(() => ({ answered, error: undefined }));
    } catch (error) {
      if (!flying.leaving.signal.aborted) this.#fail(asked, error);
    }
    this.#flying = undefined;
    if (this.#waiting !== undefined) this.#sendSoon(Math.max(0, EVERY_MS - (performance.now() - flying.since)));
  }

  /** What passes by itself is waited out: what is asked for meanwhile takes the place of what was. */
  #fail(asked: Asked, error: unknown): void {
    const why = passing(error);
    if (why === undefined || ++this.#refusals > TRIES_MAX) {
      this.#refusals = 0;
      this.#settle(({ answered }) => ({ answered, error }));
      return;
    }
    const said = error instanceof EpochdError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
    const waitMs = said || Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** (this.#refusals - 1));
    this.#waiting ??= asked;
    this.#sendSoon(waitMs);
    this.#settle(({ answered }) => ({ answered, error: undefined, delay: { why, seconds: Math.ceil(waitMs / 1000) } }));
  }
}

function passing(error: unknown): 'busy' | 'away' | undefined {
  if (error instanceof EpochdUnreachableError) return 'away';
  return error instanceof EpochdError && [429, 503].includes(error.status) ? 'busy' : undefined;
}

async function predict(path: string, asked: Asked, signal: AbortSignal): Promise<Answered> {
  const begun = performance.now();
  const { body, type } = asked;
  const init = { method: 'POST', body, headers: { 'content-type': type } };
  const response = await request(path, init, { signal, repeatable: true });
  const told = (await response.json()) as {
    readonly predictions: readonly unknown[];
    readonly warnings?: readonly (readonly string[])[] | null;
    readonly novelty?: readonly number[] | null;
  };
  return {
    ...{ asked, prediction: told.predictions[0], warnings: told.warnings?.[0] ?? [], novelty: told.novelty?.[0] },
    version: Number(response.headers.get('x-model-version')),
    milliseconds: performance.now() - begun,
  };
}
