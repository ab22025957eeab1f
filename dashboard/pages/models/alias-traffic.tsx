/** How the versions that an alias divides its requests between answer, as it goes on. */
import type { AliasTraffic as AliasTrafficData } from '../../../client/index.ts';
import { number, percent } from '../../parts/format.ts';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { Table, type TableColumn } from '../../parts/table.tsx';
import { client } from '../../service.ts';

const EVERY_MS = 3000;

export function AliasTraffic({ model, alias }: { readonly model: string; readonly alias: string }) {
  const traffic = useResource(
    `traffic ${model} ${alias}`,
    (signal) => client().model(model).alias(alias).traffic({ signal }),
    { everyMs: EVERY_MS },
  );
  return (
    <Loaded of={traffic}>
      {({ versions }) => (
        <>
          <Table
            label={`Traffic of ${alias}`}
            columns={COLUMNS}
            rows={versions}
            keyOf={({ role, version }) => `${role} ${version}`}
          />
          {versions.map(
            ({ version, compared }) => compared && <Compared key={version} version={version} {...compared} />,
          )}
          <small class="faint">In the process that was asked, since it began.</small>
        </>
      )}
    </Loaded>
  );
}

const COLUMNS: readonly TableColumn<AliasTrafficData['versions'][number]>[] = [
  {
    title: 'Version',
    cell: ({ version, role }) => (
      <>
        {version} <span class="pill">{role}</span>
      </>
    ),
  },
  { title: 'Share', isNumber: true, cell: ({ share }) => percent(share) },
  { title: 'Requests', isNumber: true, cell: ({ requests }) => number(requests) },
  { title: 'Failed', isNumber: true, cell: ({ failures }) => number(failures) },
  {
    title: 'Mean',
    isNumber: true,
    cell: ({ meanMilliseconds }) => (meanMilliseconds === null ? '–' : `${number(meanMilliseconds)} ms`),
  },
];

interface ComparedProps {
  readonly version: number;
  readonly instances: number;
  readonly agreed: number | null;
  readonly meanDifference: number | null;
  readonly failed: number;
  readonly dropped: number;
}

function Compared({ version, instances, agreed, meanDifference, failed, dropped }: ComparedProps) {
  if (instances === 0) return <p>The shadow, version {version}, has not been compared yet: no request came.</p>;
  return (
    <p>
      The shadow, version {version}, was compared on {number(instances)} instances
      {agreed !== null && `: it says the same of ${percent(agreed)}`}; outputs differ by {number(meanDifference)} on
      average.
      {failed > 0 && ` It failed ${failed} times.`}
      {dropped > 0 && ` ${dropped} requests were let go, since too many were computed.`}
    </p>
  );
}
