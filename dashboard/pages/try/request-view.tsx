/** The request as one sends it from elsewhere, as it is at this moment. */
import { type Call, callCode } from '../../parts/call-code.ts';
import { Code } from '../../parts/code.tsx';
import { isLocked } from '../../service.ts';
import type { Asked } from './prediction.ts';

export interface RequestViewProps extends Pick<Call, 'path' | 'reference'> {
  readonly asked: Asked | undefined;
}

export function RequestView({ asked, ...call }: RequestViewProps) {
  if (asked === undefined) return null;
  const service = { origin: location.origin, isLocked: isLocked() };
  return (
    <section class="card">
      <details>
        <summary>The same from your code</summary>
        <Code of={callCode({ ...call, sent: sentOf(asked) }, service)} />
      </details>
    </section>
  );
}

function sentOf({ body, type, fileName = 'file' }: Asked): Call['sent'] {
  if (typeof body !== 'string') return { file: fileName, type };
  return JSON.parse(body) as { instances: readonly unknown[] };
}
