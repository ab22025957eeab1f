/** The names of a model's versions: where each points, and a way to make one. */
import { useState } from 'preact/hooks';
import type { ModelData } from '../../../client/index.ts';
import { AliasCard } from './alias-card.tsx';
import { AliasMove } from './alias-move.tsx';

export function Aliases({ model, onChanged }: { readonly model: ModelData; onChanged(): void }) {
  const [isMaking, setMaking] = useState(false);
  const names = Object.keys(model.aliases).sort(
    (a, b) => Number(b === 'production') - Number(a === 'production') || a.localeCompare(b),
  );
  const hasProduction = names.includes('production');
  return (
    <section class="stack">
      <div class="row spread">
        <h2 class="flush">What answers</h2>
        <button type="button" onClick={() => setMaking(true)}>
          New alias
        </button>
      </div>
      {!hasProduction && (
        <p class="note">
          Version {model.latestVersion}, the newest one, answers for “{model.name}”. Make the alias{' '}
          <code>production</code> to choose another, to try versions out beside it, and to be able to go back.
        </p>
      )}
      <div class="columns">
        {names.map((name) => (
          <AliasCard key={name} model={model} name={name} onChanged={onChanged} />
        ))}
      </div>
      <AliasMove
        model={model}
        alias={undefined}
        suggested={hasProduction ? '' : 'production'}
        isOpen={isMaking}
        onClose={() => setMaking(false)}
        onMoved={onChanged}
      />
    </section>
  );
}
