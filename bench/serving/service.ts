/** Our service as `npm start` runs it, with networks published that were never trained: what they say does not matter here. */
import path from 'node:path';
import { type Client, createClient } from '../../demo/client.ts';
import { loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/logger.ts';
import { createNetwork } from '../../src/models/index.ts';
import { type DataPlan, planNetwork, resolveTraining } from '../../src/models/specification/index.ts';
import type { Job } from '../../src/queue/index.ts';
import { createRegistry } from '../../src/registry/index.ts';
import { openFileStorage } from '../../src/storage/index.ts';
import { startSupervisor } from '../../src/supervisor/supervisor.ts';
import { openMnistExamples } from '../mnist.ts';
import { NETWORKS, type NetworkName } from './candidates.ts';

export interface BenchService {
  readonly port: number;
  readonly client: Client;
  /** Starts a training and waits for its first step. @returns a function that ends it. */
  train(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const LABELS = Array.from({ length: 10 }, (_, digit) => String(digit));
const NO_LIMIT = '1000000000';

export interface BenchServiceOptions {
  /** An empty folder. */
  readonly dataDir: string;
  /** How many more models are published of each network, `mlp-0` and so on. */
  readonly coldModels: number;
  readonly apiProcesses: number;
  /** Default: 1. */
  readonly workers?: number;
}

export async function startService(options: BenchServiceOptions): Promise<BenchService> {
  const { dataDir, coldModels, apiProcesses, workers = 1 } = options;
  const { plan } = await openMnistExamples();
  for (const network of NETWORKS) {
    const names = [network, ...Array.from({ length: coldModels }, (_, index) => `${network}-${index}`)];
    for (const name of names) await publish(dataDir, name, network, plan);
  }
  const environment = { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', PREDICT_RATE_LIMIT_PER_MINUTE: NO_LIMIT };
  const counts = { API_PROCESSES: String(apiProcesses), WORKERS: String(workers) };
  const config = loadConfig({ ...process.env, ...environment, ...counts });
  const service = await startSupervisor(config, createLogger('bench', 'warn'));
  const client = createClient(service.url, undefined);
  return {
    port: Number(new URL(service.url).port),
    client,
    async train() {
      const training = { epochs: 1000, seed: 1 };
      const job = await client.post<Job>('/v1/jobs', { model: 'trained', dataset: 'mnist', network: 'cnn', training });
      for await (const { type } of client.events(job)) if (type === 'progress') break;
      return async () => void (await client.post(`/v1/jobs/${job.id}/cancel`, {}));
    },
    close: () => service.close(),
  };
}

async function publish(dataDir: string, model: string, network: NetworkName, data: DataPlan): Promise<void> {
  const inputShape = [28, 28, 1];
  const { layers, parameters } = planNetwork(network, { inputShape, outputs: 10 }, { parametersMax: 1e6 });
  const made = createNetwork(layers, inputShape, 7);
  const weights = made.weights();
  made.dispose();
  const registry = createRegistry(await openFileStorage(path.join(dataDir, 'storage')));
  const publication = {
    ...{ network, layers, inputShape, parameters, data, training: resolveTraining({ epochs: 1 }, 7) },
    preprocessing: { kind: 'image', height: 28, width: 28, channels: 1, divideBy: 255 } as const,
    ...{ task: 'classification' as const, labels: LABELS, history: [] },
    evaluation: { loss: 1, accuracy: 0.1, examples: 1, confusionMatrix: [] },
    lineage: { job: 'bench', dataset: { name: 'mnist', digest: 'sha256:0' }, seed: 7, libraries: {} },
  };
  await registry.publish(model, publication, weights);
}
