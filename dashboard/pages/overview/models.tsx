/** The models that answer, and which version of each does. */
import { Link } from 'wouter-preact';
import { Empty } from '../../parts/notes.tsx';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';

const EVERY_MS = 5000;
const SHOWN = 8;

export function Models() {
  const models = useResource('models in production', (signal) => client().models({ signal }), { everyMs: EVERY_MS });
  return (
    <section class="card" aria-labelledby="models-title">
      <div class="row spread">
        <h2 id="models-title">Models that answer</h2>
        <Link href="/models">All models</Link>
      </div>
      <Loaded of={models}>
        {(data) =>
          data.length === 0 ? (
            <Empty title="No models yet">
              <p>The first training that ends makes one.</p>
            </Empty>
          ) : (
            <ul class="lines">
              {inProductionFirst(data).map(({ name, latestVersion, aliases }) => {
                const production = aliases['production'];
                return (
                  <li key={name}>
                    <span class="line-title">
                      <Link href={`/models/${name}`}>{name}</Link>
                      <small class="faint">
                        {production === undefined
                          ? `version ${latestVersion}, the newest, answers`
                          : `version ${production} is in production${production < latestVersion ? `; the newest is ${latestVersion}` : ''}`}
                      </small>
                    </span>
                    <Link class="button" href={`/try/${name}`} aria-label={`Try ${name}`}>
                      Try
                    </Link>
                  </li>
                );
              })}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function inProductionFirst<T extends { readonly aliases: Readonly<Record<string, number>> }>(
  models: readonly T[],
): T[] {
  const rank = ({ aliases }: T): number => (aliases['production'] === undefined ? 1 : 0);
  return models.toSorted((a, b) => rank(a) - rank(b)).slice(0, SHOWN);
}
