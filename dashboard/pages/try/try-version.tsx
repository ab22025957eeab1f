/** One version tried out: its input by the kind of its data, its answer, what counted, and the request as one sends it. */
import type { FunctionComponent } from 'preact';
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { VersionData } from '../../../client/index.ts';
import { inputTold } from '../models/version-parts.tsx';
import { AnswerView } from './answer-view.tsx';
import { Explanation } from './explanation.tsx';
import { PictureInput } from './picture-input.tsx';
import { type Asked, usePrediction } from './prediction.ts';
import { RequestView } from './request-view.tsx';
import { RowInput } from './row-input.tsx';
import { SoundInput } from './sound-input.tsx';
import { NumbersInput, TextInput } from './text-inputs.tsx';

/** Gives a body to ask for, undefined while there is none. */
export interface InputProps {
  readonly version: VersionData;
  onAsk(asked: Asked | undefined): void;
}

type Kind = VersionData['preprocessing']['kind'];

const INPUTS: { readonly [K in Kind]: { readonly Input: FunctionComponent<InputProps>; readonly hint: string } } = {
  image: { Input: PictureInput, hint: 'Give it a picture.' },
  audio: { Input: SoundInput, hint: 'Give it a sound.' },
  text: { Input: TextInput, hint: 'Write something.' },
  tabular: { Input: RowInput, hint: 'Fill in the row.' },
  sequence: { Input: NumbersInput, hint: 'Give it a series.' },
  tensor: { Input: NumbersInput, hint: 'Give it numbers.' },
};

export interface TryVersionProps {
  readonly version: VersionData;
  /** As it was chosen: a number, an alias, or nothing for what the bare name means. */
  readonly reference: string;
}

export function TryVersion({ version, reference }: TryVersionProps) {
  const [asked, setAsked] = useState<Asked>();
  const path = pathOf(version.model, reference);
  // Checking an input against what training saw is asked for where the version knows that.
  const { contract } = version as { contract?: unknown };
  const state = usePrediction(`${path}:predict${contract === undefined ? '' : '?contract=true'}`, asked);
  const { Input, hint } = INPUTS[version.preprocessing.kind];
  return (
    <div class="stack">
      <p class="faint">
        {inputTold(version.preprocessing)}{' '}
        <Link href={`/models/${version.model}/${version.version}`}>All of version {version.version}</Link>
      </p>
      <div class="columns try">
        <section class="card stack" aria-label="Input">
          <Input version={version} onAsk={setAsked} />
        </section>
        <AnswerView version={version} state={state} hint={hint} />
      </div>
      {/* Nothing is explained that was not answered: a service that is busy is left alone. */}
      {state.answered && <Explanation version={version} path={`${path}:explain`} asked={state.answered.asked} />}
      <RequestView
        path={`${path}:predict`}
        reference={reference === '' ? version.model : `${version.model}@${reference}`}
        asked={asked}
      />
    </div>
  );
}

function pathOf(model: string, reference: string): string {
  const base = `/v1/models/${model}`;
  if (reference === '') return base;
  return `${base}/${/^\d+$/.test(reference) ? 'versions' : 'labels'}/${encodeURIComponent(reference)}`;
}
