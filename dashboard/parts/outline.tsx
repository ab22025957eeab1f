/** Small drawings of a row: a recording by the outline of its waveform, a series by its lines. */

const WIDTH = 300;
const HEIGHT = 60;

/** @param of pairs of the lowest and the highest amplitude, from -1 to 1. */
export function Waveform({ of, title }: { readonly of: readonly (readonly number[])[]; readonly title: string }) {
  const x = (index: number): number => (index / Math.max(1, of.length - 1)) * WIDTH;
  const y = (amplitude = 0): number => HEIGHT / 2 - Math.max(-1, Math.min(1, amplitude)) * (HEIGHT / 2 - 1);
  const over = of.map(([, high], index) => `${x(index)},${y(high)}`);
  const under = of.map(([low], index) => `${x(index)},${y(low) + 0.6}`).reverse();
  return (
    <svg class="outline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={title}>
      <line class="outline-middle" x1="0" x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <polygon points={[...over, ...under].join(' ')} />
    </svg>
  );
}

const LINES_MAX = 6;

/** @param steps each a list of features, of which the first six are drawn. */
export function Lines({ steps, title }: { readonly steps: readonly (readonly number[])[]; readonly title: string }) {
  const all = steps.flat();
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const y = (value: number): number => HEIGHT - 3 - ((value - low) / (high - low || 1)) * (HEIGHT - 6);
  const x = (index: number): number => (index / Math.max(1, steps.length - 1)) * WIDTH;
  const features = Math.min(LINES_MAX, steps[0]?.length ?? 0);
  return (
    <svg class="outline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={title}>
      {Array.from({ length: features }, (_, feature) => (
        <polyline
          key={feature}
          style={{ stroke: `var(--series-${feature + 1})` }}
          points={steps.map((step, index) => `${x(index)},${y(step[feature] ?? 0)}`).join(' ')}
        />
      ))}
    </svg>
  );
}
