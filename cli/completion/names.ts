/** Names that a service has, and those of profiles: quickly, or none at all. Nobody who presses Tab wants to read why they are missing. */
import type { EpochdClient, JobData } from '../../client/index.ts';
import { readProfiles } from '../profiles.ts';
import type { Candidate } from './candidates.ts';

export interface Names {
  models(): Promise<Candidate[]>;
  /** Versions and aliases of what stands before the `@`. */
  versions(reference: string): Promise<Candidate[]>;
  aliases(reference: string): Promise<Candidate[]>;
  datasets(): Promise<Candidate[]>;
  /** @param unfinished only those */
  jobs(unfinished: boolean): Promise<Candidate[]>;
  profiles(): string[];
}

/** A person who pressed Tab waits no longer. */
const ANSWER_MS_MAX = 700;
const NAMES_MAX = 100;
const PRODUCTION = 'production';

/** @param connect the client of the service that is meant. */
export function createNames(connect: () => EpochdClient): Names {
  const ask = async (names: (client: EpochdClient, signal: AbortSignal) => Promise<Candidate[]>) => {
    try {
      return await names(connect(), AbortSignal.timeout(ANSWER_MS_MAX));
    } catch {
      return [];
    }
  };
  return {
    models: () =>
      ask(async (client, signal) => {
        const models = await client.models({ signal });
        return models.map(({ name, latestVersion }) => ({ value: name, about: `newest version ${latestVersion}` }));
      }),
    versions: (reference) =>
      ask(async (client, signal) => {
        const name = reference.slice(0, reference.indexOf('@'));
        const { versions, aliases } = await client.model(name).get({ signal });
        const newest = [...versions].reverse().slice(0, NAMES_MAX);
        return [
          ...Object.entries(aliases).map(([alias, version]) => ({
            value: `${name}@${alias}`,
            about: `version ${version}`,
          })),
          ...newest.map(({ version }) => ({ value: `${name}@${version}` })),
        ];
      }),
    aliases: (reference) =>
      ask(async (client, signal) => {
        const { aliases } = await client.model(reference).get({ signal });
        return Object.entries({ [PRODUCTION]: undefined, ...aliases }).map(([value, version]) => ({
          value,
          about: version === undefined ? 'not set yet' : `version ${version}`,
        }));
      }),
    datasets: () =>
      ask(async (client, signal) => {
        const datasets = await client.datasets.list({ signal }).first(NAMES_MAX);
        return datasets.map(({ name, kind, status }) => ({ value: name, about: kind ?? status }));
      }),
    jobs: (unfinished) =>
      ask(async (client, signal) => {
        const jobs = await client.jobs.list({ signal, limit: NAMES_MAX }).first(NAMES_MAX);
        const shown = jobs.filter(({ finishedAt }) => !unfinished || finishedAt === null);
        const latest = shown.length > 0 ? [{ value: 'latest', about: 'submitted last' }] : [];
        return [...latest, ...shown.map((job) => ({ value: job.id, about: aboutJob(job) }))];
      }),
    profiles() {
      try {
        return Object.keys(readProfiles().profiles);
      } catch {
        return [];
      }
    },
  };
}

function aboutJob({ status, kind, model, dataset }: JobData): string {
  return [status, kind, model ?? dataset].filter(Boolean).join(' ');
}
