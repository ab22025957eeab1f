/** Who moved an alias, when and why; newest first. */
import { useState } from 'preact/hooks';
import type { AliasData } from '../../../client/index.ts';
import { percent, since } from '../../parts/format.ts';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { client } from '../../service.ts';

const SHOWN = 10;

interface AliasHistoryProps {
  readonly model: string;
  readonly alias: string;
  readonly revision: number;
}

export function AliasHistory(props: AliasHistoryProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>History</summary>
      {isOpen && <Moves {...props} />}
    </details>
  );
}

function Moves({ model, alias, revision }: AliasHistoryProps) {
  const [shown, setShown] = useState(SHOWN);
  const moves = useResource(`history ${model} ${alias} ${revision}`, (signal) =>
    client().model(model).alias(alias).history({ signal }),
  );
  return (
    <Loaded of={moves}>
      {(data) => (
        <>
          <ol class="moves">
            {data.slice(0, shown).map((move) => (
              <li key={move.revision}>
                {divisionTold(move)}{' '}
                <span class="faint">
                  <time dateTime={move.at} title={move.at}>
                    {since(move.at)}
                  </time>
                  {move.by.reason !== undefined && `, ${move.by.reason}`}
                  {move.by.key !== undefined && `, by key ${move.by.key}…`}
                </span>
              </li>
            ))}
          </ol>
          {data.length > shown && (
            <button type="button" onClick={() => setShown(shown + SHOWN)}>
              Show older ones
            </button>
          )}
        </>
      )}
    </Loaded>
  );
}

/** Who answers, in a sentence. */
export function divisionTold({ version, canaries = [], shadow }: AliasData): string {
  if (version === null) return 'Removed.';
  const tried = canaries.map((each) => `version ${each.version} answers ${percent(each.share)}`);
  const rest = canaries.length > 0 ? `Version ${version} answers the rest` : `Version ${version} answers`;
  const compared = shadow ? [`version ${shadow.version} is a shadow`] : [];
  return `${[rest, ...tried, ...compared].join(', ')}.`;
}
