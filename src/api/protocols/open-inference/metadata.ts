/** What the Open Inference Protocol tells of the server, of models and of their statistics. */
import { type Duration, signatureOf, type TensorSpec, type VersionStatistics } from '../../../prediction/index.ts';
import type { Manifest, VersionReference } from '../../../registry/index.ts';

/** The protocol has no name for what we are; `<project>_<format>` is the form that it asks for. */
const PLATFORM = 'tensorflowjs_layers';

export const SERVER = {
  name: 'epochd',
  version: '0.1.0',
  extensions: ['binary_tensor_data', 'classification', 'model_repository', 'statistics'],
};

/** @param versions all of the model, rising. */
export function modelMetadata(manifest: Manifest, versions: readonly number[]): object {
  const { inputs, outputs } = signatureOf(manifest);
  return {
    name: manifest.model,
    versions: versions.map(String),
    platform: PLATFORM,
    inputs: inputs.map(tensorMetadata),
    outputs: outputs.map(tensorMetadata),
  };
}

function tensorMetadata({ name, datatype, shape }: TensorSpec): object {
  return { name, datatype, shape };
}

/** Statistics of versions. Nothing is kept of earlier answers: the cache is always missed, and never asked. */
export function modelStatistics(counted: readonly (VersionReference & { statistics: VersionStatistics })[]): object {
  return {
    model_stats: counted.map(({ model, version, statistics }) => versionStatistics(model, version, statistics)),
  };
}

function versionStatistics(model: string, version: number, statistics: VersionStatistics): object {
  const none = { count: 0, ns: 0 };
  return {
    name: model,
    version: String(version),
    last_inference: statistics.lastAt,
    inference_count: statistics.instances,
    execution_count: statistics.calls,
    inference_stats: {
      success: duration(statistics.success),
      fail: duration(statistics.fail),
      queue: duration(statistics.queue),
      compute_input: duration(statistics.input),
      compute_infer: duration(statistics.infer),
      compute_output: duration(statistics.output),
      cache_hit: none,
      cache_miss: none,
    },
    batch_stats: [...statistics.batches].map(([size, infer]) => ({
      batch_size: size,
      // Inputs are made ready, and outputs read, once for a request, whatever the batches.
      compute_input: none,
      compute_infer: duration(infer),
      compute_output: none,
    })),
  };
}

function duration({ count, nanoseconds }: Duration): object {
  return { count, ns: nanoseconds };
}
