/** A service that predicts: two versions of a model of digits, and a digit in the forms in which clients send one. */
import sharp from 'sharp';
import type { Answer } from './client.ts';
import { publishModel } from './published-model.ts';
import { startService, type TestService } from './service.ts';

/** 784 pixels, one after the other. */
export const FLAT = Array.from({ length: 784 }, (_, index) => (index * 7) % 256);
/** The same in 28 rows. */
export const ROWS = Array.from({ length: 28 }, (_, row) => FLAT.slice(row * 28, (row + 1) * 28));

export function png(pixels: number[]): Promise<Buffer> {
  return sharp(Uint8Array.from(pixels), { raw: { width: 28, height: 28, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}

export interface PredictingService extends TestService {
  /** Posts to `/v1/models/` and `at`, `digits:predict` by default. */
  predict(body: object | string, at?: string, headers?: Record<string, string>): Promise<Answer>;
}

/** @param environment variables beside the small limits. */
export async function startPredicting(environment: Record<string, string> = {}): Promise<PredictingService> {
  const service = await startService({
    environment: { INSTANCES_LIMIT: '50', LOADED_MODELS_LIMIT: '2', ...environment },
  });
  for (const job of ['job-1', 'job-2']) await publishModel(service.storage, 'digits', job);
  return {
    ...service,
    predict: (body, at = 'digits:predict', headers) => service.client.post(`/v1/models/${at}`, body, headers),
  };
}
