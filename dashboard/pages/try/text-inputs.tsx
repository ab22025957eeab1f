/** Texts, and numbers as JSON: what is typed is asked for as it is. */
import { useId, useMemo, useState } from 'preact/hooks';
import { Lines } from '../../parts/outline.tsx';
import { exampleOf } from '../models/example.ts';
import type { InputProps } from './try-version.tsx';

export function TextInput({ version, onAsk }: InputProps) {
  const { preprocessing } = version;
  const limit = preprocessing.kind === 'text' ? `${preprocessing.length} ${preprocessing.tokens}` : '';
  return (
    <label>
      Text
      <textarea
        class="prose"
        rows={7}
        placeholder="Write, and see the answer change"
        onInput={({ currentTarget: { value } }) =>
          onAsk(
            value.trim() === ''
              ? undefined
              : { body: JSON.stringify({ instances: [value] }), type: 'application/json' },
          )
        }
      />
      <small class="faint">Of more than {limit}, the first ones count.</small>
    </label>
  );
}

/** A series or a tensor: an example stands there, to be changed. */
export function NumbersInput({ version, onAsk }: InputProps) {
  const { preprocessing } = version;
  const id = useId();
  const example = useMemo(() => {
    const sent = exampleOf(preprocessing);
    return linesOf('instances' in sent ? sent.instances[0] : undefined);
  }, [preprocessing]);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const [drawn, setDrawn] = useState<readonly number[][]>();
  const change = (next: string): void => {
    setText(next);
    setProblem('');
    setDrawn(undefined);
    if (next.trim() === '') {
      onAsk(undefined);
      return;
    }
    try {
      const instance: unknown = JSON.parse(next);
      setDrawn(linesIn(instance));
      onAsk({ body: JSON.stringify({ instances: [instance] }), type: 'application/json' });
    } catch (error) {
      onAsk(undefined);
      setProblem(`Expected numbers as JSON. Received: ${(error as Error).message}.`);
    }
  };
  return (
    <>
      <label for={id}>{preprocessing.kind === 'sequence' ? 'Series, a list for each step' : 'Numbers'}, as JSON</label>
      <textarea
        id={id}
        rows={10}
        spellcheck={false}
        placeholder={example}
        value={text}
        aria-invalid={problem !== ''}
        onInput={({ currentTarget: { value } }) => change(value)}
      />
      {preprocessing.kind === 'sequence' && (
        <small class="faint">In each step: {preprocessing.features.map(({ name }) => name).join(', ')}.</small>
      )}
      {drawn && <Lines steps={drawn} title="The series" />}
      {problem !== '' && (
        <p class="note note-bad" role="alert">
          {problem}
        </p>
      )}
      <div>
        <button type="button" onClick={() => change(example)}>
          Start from an example
        </button>
      </div>
    </>
  );
}

/** What can be drawn: several steps of numbers. */
function linesIn(value: unknown): readonly number[][] | undefined {
  const isStep = (step: unknown): step is number[] =>
    Array.isArray(step) && step.length > 0 && step.every((each) => typeof each === 'number');
  return Array.isArray(value) && value.length > 1 && value.every(isStep) ? value : undefined;
}

/** JSON with a line for each item of the outer list. */
function linesOf(value: unknown): string {
  if (!Array.isArray(value)) return JSON.stringify(value ?? []);
  if (!value.some(Array.isArray)) return JSON.stringify(value);
  return `[\n${value.map((item) => `  ${JSON.stringify(item)}`).join(',\n')}\n]`;
}
