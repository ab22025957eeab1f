/** What a version was made of: its job, its data, its seed, its libraries. */
import type { ComponentChildren } from 'preact';
import { Link } from 'wouter-preact';
import type { VersionData } from '../../../client/index.ts';

/** What came with later releases than the client's types. */
type Known = Partial<VersionData['lineage']> & {
  readonly validation?: { readonly name: string };
  readonly base?: { readonly model: string; readonly version: number; readonly frozen: readonly string[] };
  readonly import?: { readonly format: string; readonly notes?: readonly string[] };
};

const DIGEST_SHOWN = 19;

export function Lineage({ version: { lineage, weightsDigest } }: { readonly version: VersionData }) {
  const { job, dataset, validation, base, seed, libraries = {}, sweep, import: from } = lineage as Known;
  return (
    <section class="card">
      <h2>What it was made of</h2>
      <dl class="pairs">
        {job !== undefined && (
          <Pair name={from ? 'Imported by' : 'Job'}>{from ? job : <Link href={`/jobs/${job}`}>{job}</Link>}</Pair>
        )}
        {from && (
          <Pair name="From a file of">
            {from.format}
            {from.notes?.map((note) => (
              <p key={note}>{note}</p>
            ))}
          </Pair>
        )}
        {dataset && (
          <Pair name="Dataset">
            <Link href={`/datasets/${dataset.name}`}>{dataset.name}</Link> <Digest of={dataset.digest} />
          </Pair>
        )}
        {validation && (
          <Pair name="Validated with">
            <Link href={`/datasets/${validation.name}`}>{validation.name}</Link>
          </Pair>
        )}
        {base && (
          <Pair name="Started from">
            <Link href={`/models/${base.model}/${base.version}`}>
              {base.model}, version {base.version}
            </Link>
            {base.frozen.length > 0 && `, with ${base.frozen.length} layers frozen`}
          </Pair>
        )}
        {sweep && (
          <Pair name="Sweep">
            <Link href={`/sweeps/${sweep.job}`}>trial {sweep.trial}</Link>, best by {sweep.metric.name}
          </Pair>
        )}
        {seed !== undefined && <Pair name="Seed">{seed}</Pair>}
        {Object.entries(libraries).map(([name, version]) => (
          <Pair key={name} name={name}>
            {version}
          </Pair>
        ))}
        <Pair name="Weights">
          <Digest of={weightsDigest} />
        </Pair>
      </dl>
    </section>
  );
}

function Pair({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Digest({ of }: { readonly of: string }) {
  return (
    <code class="faint" title={of}>
      {of.length > DIGEST_SHOWN ? `${of.slice(0, DIGEST_SHOWN)}…` : of}
    </code>
  );
}
