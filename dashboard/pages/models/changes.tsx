/** What two versions were asked for differently: a line each, in words rather than pointers. */
import type { ComponentChildren } from 'preact';
import { Scroll } from '../../parts/scroll.tsx';

export interface Change {
  readonly pointer: string;
  readonly base?: unknown;
  readonly candidate?: unknown;
}

export interface ChangesProps {
  readonly changes: readonly Change[];
  readonly hasMore: boolean;
  readonly versions: readonly [number, number];
}

export function Changes({ changes, hasMore, versions: [base, candidate] }: ChangesProps) {
  if (changes.length === 0) return <p>Network, data and training were asked for in the same way.</p>;
  return (
    <div class="stack">
      <h3>Asked for differently</h3>
      <Scroll label="What was asked for differently" class="tall">
        <table>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Version {base}</th>
              <th scope="col">Version {candidate}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr key={change.pointer}>
                <th scope="row">{placeOf(change.pointer)}</th>
                <td>{settingOf(change.base)}</td>
                <td>{settingOf(change.candidate)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {hasMore && <p class="faint">There are more differences than those.</p>}
    </div>
  );
}

/** `/training/batchSize` as `training · batchSize`. */
function placeOf(pointer: string): string {
  const parts = pointer.slice(1).split('/');
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')).join(' · ');
}

/** A setting as a person writes it: names and values, rather than JSON. */
export function settingOf(value: unknown): ComponentChildren {
  if (value === undefined || value === null) return <span class="faint">–</span>;
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  return valueText(value);
}

function valueText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `(${value.map(valueText).join(' × ')})`;
  const { type, ...rest } = value as Record<string, unknown>;
  const settings = Object.entries(rest).map(([name, each]) => `${name} ${valueText(each)}`);
  const named = typeof type === 'string' ? [type] : [];
  return [...named, ...(settings.length > 0 ? [settings.join(', ')] : [])].join(': ');
}
