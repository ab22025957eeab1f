/** The request as one sends it from a terminal, as it is at this moment. */
import { Copied } from '../models/copied.tsx';
import type { Asked } from './prediction.ts';

export function RequestView({ path, asked }: { readonly path: string; readonly asked: Asked | undefined }) {
  if (asked === undefined) return null;
  return (
    <section class="card">
      <details>
        <summary>The same by curl</summary>
        <Copied text={curlOf(`${location.origin}${path}`, asked)} />
      </details>
    </section>
  );
}

function curlOf(url: string, { body, type, fileName = 'file' }: Asked): string {
  const sent = typeof body === 'string' ? `-d ${quoted(body)}` : `--data-binary @${quoted(fileName)}`;
  return `curl -s ${url} \\\n  -H 'content-type: ${type}' \\\n  ${sent}`;
}

/** For a shell, whatever it holds. */
function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
