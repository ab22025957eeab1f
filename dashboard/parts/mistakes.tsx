/** Rows that a version was tested on and what it made of them: those behind one cell of its confusion matrix, or its worst mistakes. */
import { dataOf } from '../../client/http.ts';
import { client } from '../service.ts';
import { percent } from './format.ts';
import { Loaded, useResource } from './resource.tsx';
import { RowPreview } from './row-preview.tsx';

export interface MistakesProps {
  readonly model: string;
  readonly version: number;
  /** By labels; unset: the worst of all. */
  readonly cell?: { readonly truth: string; readonly answer: string } | undefined;
  /** How many rows stand behind the cell. */
  readonly count?: number | undefined;
}

const SHOWN = 24;

export function Mistakes({ model, version, cell, count }: MistakesProps) {
  const query = { limit: SHOWN, ...(cell && { true: cell.truth, predicted: cell.answer }) };
  const rows = useResource(`mistakes ${model} ${version} ${JSON.stringify(query)}`, (signal) =>
    dataOf(
      client().http.GET('/v1/models/{model}/versions/{version}/mistakes', {
        params: { path: { model, version }, query },
        signal,
      }),
    ),
  );
  const title = !cell
    ? 'Worst mistakes'
    : cell.truth === cell.answer
      ? `${cell.truth}, rightly told, the least sure ones first`
      : `${cell.truth}, taken for ${cell.answer}`;
  return (
    <section class="mistakes" aria-labelledby="mistakes-title" aria-live="polite">
      <h3 id="mistakes-title">{title}</h3>
      <Loaded of={rows}>
        {({ data, kept }) =>
          data.length === 0 ? (
            <p class="faint">
              {kept
                ? 'None was kept: not a single mistake, or other cells had worse ones.'
                : 'Of this version no rows were kept.'}
            </p>
          ) : (
            <>
              {count !== undefined && data.length < count && (
                <p class="faint">{`${data.length} of ${count}, those that it was furthest off with.`}</p>
              )}
              <ul class="gallery">
                {data.map(({ row, true: truth, predicted, probability, trueProbability, preview }) => (
                  <li key={row}>
                    <RowPreview row={preview} label={`Row ${row}, a ${truth}`} />
                    <span>
                      <strong>{predicted}</strong> {percent(probability)}
                    </span>
                    {truth !== predicted && <small>{`is ${truth}, ${percent(trueProbability)}`}</small>}
                    <small class="faint">{`row ${row}`}</small>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </section>
  );
}
