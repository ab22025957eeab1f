/** What in the input the answer rests on: a heat map of pictures and sounds, or the parts of all else. Asked for once the input rests. */
import { useEffect, useState } from 'preact/hooks';
import { EpochdError, type VersionData } from '../../../client/index.ts';
import { number, percent } from '../../parts/format.ts';
import { messageOf, request } from '../../service.ts';
import { FilePicture } from './picture-input.tsx';
import type { Asked } from './prediction.ts';

export interface ExplanationProps {
  readonly version: VersionData;
  /** Of the route that explains. */
  readonly path: string;
  readonly asked: Asked;
}

interface Explained {
  readonly target: string;
  readonly output: string;
  readonly baseline: string;
  readonly outputs: { readonly input: number; readonly baseline: number };
  readonly complete?: boolean;
  readonly warning?: string;
  readonly columns?: readonly { readonly name: string; readonly value: unknown; readonly attribution: number }[];
  /** Of a series, by step. */
  readonly perStep?: readonly number[];
  /** Of numbers, nested as they are. */
  readonly attributions?: unknown;
  readonly tokens?: readonly { readonly token: string; readonly attribution: number; readonly known: boolean }[];
}

interface Shown {
  readonly asked: Asked;
  readonly explained?: Explained;
  readonly heatMap?: Blob;
  readonly error?: unknown;
}

/** An explanation takes as long as many predictions: it waits for the hand to rest. */
const REST_MS = 400;
const DRAWN = ['image', 'audio'];
const SIDE = 280;

export function Explanation({ version, path, asked }: ExplanationProps) {
  const { kind } = version.preprocessing;
  const [shown, setShown] = useState<Shown>();
  useEffect(() => {
    const leaving = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const found = await explain(path, asked, DRAWN.includes(kind), leaving.signal);
        setShown({ asked, ...found });
      } catch (error) {
        if (!leaving.signal.aborted) setShown({ asked, error });
      }
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [path, asked, kind]);

  if (!shown) return null;
  const { explained, heatMap, error } = shown;
  return (
    <section class={`card stack${shown.asked === asked ? '' : ' stale'}`} aria-label="What counted">
      <h2 class="flush">What counted</h2>
      {error !== undefined && <p class="note note-warn">{told(error)}</p>}
      {heatMap && (
        <figure class="heat">
          <FilePicture file={heatMap} side={SIDE} />
          <figcaption class="faint">Red parts speak for the answer, blue ones against it.</figcaption>
        </figure>
      )}
      {explained && <Told of={explained} />}
    </section>
  );
}

function told(error: unknown): string {
  const isBusy = error instanceof EpochdError && [429, 503, 504].includes(error.status);
  return isBusy ? 'The service has no time to explain this now.' : `This cannot be explained: ${messageOf(error)}`;
}

function Told({ of }: { readonly of: Explained }) {
  const { target, output, outputs, tokens, complete, warning } = of;
  const figure = output === 'probability' ? percent : number;
  const parts = partsOf(of);
  return (
    <>
      <p>
        {output} of <strong>{target}</strong>: {figure(outputs.input)}, and {figure(outputs.baseline)} of a{' '}
        {BASELINES[of.baseline] ?? of.baseline} input.
      </p>
      {parts && <Parts parts={parts} />}
      {tokens && (
        <p class="tokens">
          {tokens.map(({ token, attribution, known }, index) => (
            <span
              key={`${index} ${token}`}
              class={known ? '' : 'unknown'}
              title={`${known ? '' : 'not in the vocabulary: '}${number(attribution)}`}
              style={{
                background: tint(
                  attribution,
                  tokens.map((each) => each.attribution),
                ),
              }}
            >
              {token}
            </span>
          ))}
        </p>
      )}
      {complete === false && <p class="note note-warn">{warning ?? 'The parts do not add up to the whole.'}</p>}
    </>
  );
}

interface Part {
  readonly name: string;
  readonly attribution: number;
}

/** What has a name of its own: columns, the steps of a series, one number after the other. */
function partsOf({ columns, perStep, attributions, tokens }: Explained): readonly Part[] | undefined {
  if (columns)
    return columns.map(({ name, value, attribution }) => ({ name: `${name} = ${value ?? 'missing'}`, attribution }));
  if (perStep) return perStep.map((attribution, step) => ({ name: `step ${step + 1}`, attribution }));
  if (tokens || attributions === undefined) return undefined;
  return ([attributions].flat(8) as number[]).map((attribution, at) => ({ name: `number ${at + 1}`, attribution }));
}

const BASELINES: Readonly<Record<string, string>> = {
  typical: 'typical',
  empty: 'empty',
  black: 'black',
  mean: 'mean',
};
const PARTS_SHOWN = 15;

function Parts({ parts }: { readonly parts: readonly Part[] }) {
  const sorted = parts.toSorted((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution)).slice(0, PARTS_SHOWN);
  const most = Math.max(1e-12, ...sorted.map(({ attribution }) => Math.abs(attribution)));
  return (
    <ul class="bars both">
      {sorted.map(({ name, attribution }) => (
        <li key={name}>
          <span class="bar-name">{name}</span>
          <span class="bar-room" aria-hidden="true">
            <span
              class={`bar ${attribution < 0 ? 'against' : 'for'}`}
              style={{ width: `${(50 * Math.abs(attribution)) / most}%` }}
            />
          </span>
          <span class="bar-value">
            {attribution > 0 && '+'}
            {number(attribution)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function tint(attribution: number, all: readonly number[]): string {
  const most = Math.max(1e-12, ...all.map(Math.abs));
  const strength = Math.round((45 * Math.abs(attribution)) / most);
  return `color-mix(in srgb, var(${attribution < 0 ? '--series-1' : '--bad'}) ${strength}%, transparent)`;
}

async function explain(
  path: string,
  { body, type }: Asked,
  isDrawn: boolean,
  signal: AbortSignal,
): Promise<Partial<Shown>> {
  const headers = { 'content-type': type, accept: isDrawn ? 'image/png' : 'application/json' };
  const answer = await request(path, { method: 'POST', body, headers }, { signal, repeatable: true });
  if (isDrawn) return { heatMap: await answer.blob() };
  const { explanations } = (await answer.json()) as { readonly explanations: readonly Explained[] };
  return { ...(explanations[0] && { explained: explanations[0] }) };
}
