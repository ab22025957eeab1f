/** A row of a dataset as `…/rows` shows it: a picture, the outline of a sound, the cells of a table, numbers. */
import { Waveform } from './outline.tsx';

const CELLS_MAX = 6;
const CHARACTERS_MAX = 160;

export function RowPreview({ row, label }: { readonly row: unknown; readonly label: string }) {
  if (row === null || typeof row !== 'object') return <p class="faint">The dataset is gone, or another one by now.</p>;
  const { image, waveform, values, ...cells } = row as Record<string, unknown>;
  if (typeof image === 'string') return <img class="row-picture" src={image} alt={label} loading="lazy" />;
  if (Array.isArray(waveform)) return <Waveform of={waveform as [number, number][]} title={label} />;
  if (values !== undefined) return <code class="row-values">{short(JSON.stringify(values))}</code>;
  const shown = Object.entries(cells).slice(0, CELLS_MAX);
  const rest = Object.keys(cells).length - shown.length;
  return (
    <div class="row-cells">
      <dl>
        {shown.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value === null ? '–' : short(String(value))}</dd>
          </div>
        ))}
      </dl>
      {rest > 0 && <span class="faint">{`and ${rest} more`}</span>}
    </div>
  );
}

function short(text: string): string {
  return text.length > CHARACTERS_MAX ? `${text.slice(0, CHARACTERS_MAX)}…` : text;
}
