/** What came of a job, and where to go on from it. */
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { JobData } from '../../../client/types.ts';
import { bytes, number } from '../../parts/format.ts';
import { Failure } from '../../parts/resource.tsx';
import { client } from '../../service.ts';
import { CALL_ID } from '../models/code.tsx';

/** What a page holds in memory before it is a file. */
const DOWNLOAD_BYTES_MAX = 500_000_000;

export function Outcome({ job }: { readonly job: JobData }) {
  const { kind, status, version, dataset, sweep, id, output } = job;
  if (kind === 'predict' && output) return <Output id={id} output={output} />;
  const links = [];
  if (version) {
    const name = `${version.model} v${version.version}`;
    links.push([
      `/models/${version.model}/${version.version}`,
      kind === 'train' || kind === 'sweep' ? `Published as ${name}` : `Uses ${name}`,
    ]);
    if (kind !== 'evaluate' && kind !== 'predict') {
      const code = `/models/${version.model}/${version.version}#${CALL_ID}`;
      links.push([`/try/${version.model}`, 'Try it'], [code, 'Call it from your code']);
    }
  }
  if (kind === 'import' && status === 'succeeded') {
    links.push([`/datasets/${dataset}`, `Look at ${dataset}`], [`/new?dataset=${dataset}`, 'Train on it']);
  }
  if (kind === 'sweep') links.push([`/sweeps/${id}`, 'The trials of this sweep']);
  if (sweep)
    links.push([`/sweeps/${sweep.id}`, `Trial ${sweep.trial}${sweep.fold ? `, fold ${sweep.fold}` : ''} of a sweep`]);
  if (links.length === 0) return null;
  return (
    <nav class="row" aria-label="Where to go on">
      {links.map(([href = '', text]) => (
        <Link key={href} class="button" href={href}>
          {text}
        </Link>
      ))}
    </nav>
  );
}

function Output({ id, output }: { readonly id: string; readonly output: NonNullable<JobData['output']> }) {
  const [state, setState] = useState<{ isComing: boolean; error?: unknown }>({ isComing: false });
  const path = `/v1/jobs/${id}/output`;
  const download = async (): Promise<void> => {
    setState({ isComing: true });
    try {
      const response = await client().job(id).output();
      const url = URL.createObjectURL(await response.blob());
      const link = document.createElement('a');
      link.href = url;
      link.download = `predictions-${id}.${output.format}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      setState({ isComing: false });
    } catch (error) {
      setState({ isComing: false, error });
    }
  };
  return (
    <section class="card stack" aria-label="Output">
      <div class="row spread">
        <span>
          {`${number(output.rows)} rows as ${output.format}, ${bytes(output.bytes)}`}
          {output.refusedRows > 0 &&
            `; ${number(output.refusedRows)} of them have an error in the place of a prediction`}
        </span>
        {output.bytes <= DOWNLOAD_BYTES_MAX ? (
          <button type="button" class="primary" disabled={state.isComing} onClick={download}>
            {state.isComing ? 'Downloading…' : 'Download'}
          </button>
        ) : (
          <code>{`curl -O ${location.origin}${path}`}</code>
        )}
      </div>
      {state.error !== undefined && <Failure error={state.error} />}
    </section>
  );
}
