/** How many rows each class has. */
import { useState } from 'preact/hooks';
import type { DatasetData } from '../../../client/index.ts';
import { Bars } from '../../parts/bars.tsx';

const SHOWN = 12;

export function ClassBalance({ classes }: { readonly classes: DatasetData['classes'] }) {
  const [isAll, setIsAll] = useState(false);
  const all = classes.reduce((sum, { rows }) => sum + rows, 0);
  const shown = isAll ? classes : classes.slice(0, SHOWN);
  return (
    <section class="card">
      <h2>Classes</h2>
      <Bars of={shown} all={all} title="Rows of each class" />
      {classes.length > SHOWN && (
        <button type="button" class="small" onClick={() => setIsAll(!isAll)}>
          {isAll ? 'Show fewer' : `Show all ${classes.length}`}
        </button>
      )}
    </section>
  );
}
