/**
 * The parts of a running service that are killed at random, alone and together, and started again: what is killed when follows
 * from a seed. Knows nothing of what the service is doing meanwhile.
 */
import type { RandomStream } from '../../src/random.ts';
import type { Client } from './client.ts';
import type { ProcessService, TestApi, TestProcess } from './processes.ts';

export const PARTS = ['trainer', 'worker', 'api', 'redis'] as const;
export type Part = (typeof PARTS)[number];

export interface Victims {
  /** Of an api that was up when it was last looked at. */
  client(): Client;
  /** How often each part was killed. */
  readonly killed: Readonly<Record<Part, number>>;
  /** Kills what is drawn, all of it at once, by SIGKILL; then starts it again. @returns what was drawn. */
  blow(): Promise<readonly Part[]>;
}

export interface VictimsOptions {
  readonly service: ProcessService;
  readonly random: RandomStream;
  /** The workers' program; default: their own. */
  readonly program?: string;
  /** How many workers there are; each may be killed. */
  readonly workers: number;
  /** Whether a trainer may be killed now: a job that loses three without getting further is to fail. */
  mayLoseTrainer(): boolean;
}

const ALL_AT_ONCE_IN = 6;

/** Starts an api and workers that may be killed; those that the service has besides are spared. */
export async function startVictims(options: VictimsOptions): Promise<Victims> {
  const { service, random, program } = options;
  const killed: Record<Part, number> = { trainer: 0, worker: 0, api: 0, redis: 0 };
  let api: TestApi = await service.startApi();
  const workers: TestProcess[] = [];
  for (let count = 0; count < options.workers; count++) workers.push(await service.startWorker(program));

  function draw(): Part[] {
    if (random.below(ALL_AT_ONCE_IN) === 0) return [...PARTS];
    const first = random.below(PARTS.length);
    return PARTS.filter((_, index) => index === first || random.below(3) === 0);
  }

  async function kill(part: Part, index: number): Promise<void> {
    killed[part] += 1;
    if (part === 'redis') return service.redis.kill();
    if (part === 'api') return void (await api.end('SIGKILL'));
    if (part === 'worker') return void (await workers[index]?.end('SIGKILL'));
    for (const pid of workers[index]?.trainers() ?? []) endTrainer(pid);
  }

  async function start(part: Part, index: number): Promise<void> {
    if (part === 'redis') await service.redis.start();
    if (part === 'api') api = await service.startApi();
    if (part === 'worker') workers[index] = await service.startWorker(program);
  }

  return {
    client: () => api.client,
    killed,
    async blow() {
      const index = random.below(workers.length);
      const parts = draw().filter((part) => part !== 'trainer' || options.mayLoseTrainer());
      await Promise.all(parts.map((part) => kill(part, index)));
      // Whoever starts finds Redis there, or not: its start takes as long as it takes.
      await Promise.all(parts.map((part) => start(part, index)));
      return parts;
    },
  };
}

function endTrainer(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself just now.
  }
}
