/** How the versions that an alias divides its requests between answer, as it goes on. */
import { number, percent } from '../../parts/format.ts';
import { Loaded, useResource } from '../../parts/resource.tsx';
import { Scroll } from '../../parts/scroll.tsx';
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
          <Scroll label={`Traffic of ${alias}`}>
            <table>
              <thead>
                <tr>
                  <th scope="col">Version</th>
                  <th scope="col" class="number">
                    Share
                  </th>
                  <th scope="col" class="number">
                    Requests
                  </th>
                  <th scope="col" class="number">
                    Failed
                  </th>
                  <th scope="col" class="number">
                    Mean
                  </th>
                </tr>
              </thead>
              <tbody>
                {versions.map(({ version, role, share, requests, failures, meanMilliseconds }) => (
                  <tr key={`${role} ${version}`}>
                    <th scope="row">
                      {version} <span class="pill">{role}</span>
                    </th>
                    <td class="number">{percent(share)}</td>
                    <td class="number">{number(requests)}</td>
                    <td class="number">{number(failures)}</td>
                    <td class="number">{meanMilliseconds === null ? '–' : `${number(meanMilliseconds)} ms`}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          {versions.map(
            ({ version, compared }) => compared && <Compared key={version} version={version} {...compared} />,
          )}
          <small class="faint">In the process that was asked, since it began.</small>
        </>
      )}
    </Loaded>
  );
}

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
