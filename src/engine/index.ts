/**
 * TensorFlow, as the rest of the house may use it: the only folder that imports tfjs-node. It knows nothing of jobs,
 * networks or HTTP.
 */
import { installKernels } from './kernels.ts';

export { type Adam, type AdamSettings, createAdam } from './adam.ts';
export {
  type ConvolutionPoolingShape,
  canPoolConvolution,
  convolutionReluMaxPooling,
} from './convolution-pooling.ts';
export { type GraphFunction, type GraphSession, openGraphSession } from './graph/graph-session.ts';
export { NotTraceableError } from './graph/recorder.ts';
export type { SessionThreads } from './graph/session-config.ts';
export {
  lookUp,
  type NormalizedBatch,
  normalizeBatch,
  resizeBilinear,
  statelessNormal,
  statelessUniform,
} from './layer-operations.ts';
export { type LstmWeights, lstm } from './lstm.ts';
export { sparseSoftmaxCrossEntropy } from './operations.ts';
export { createResourceVariable, type ResourceVariable } from './resource-variable.ts';
export {
  freeing,
  type Layer,
  type LayersModel,
  libraryVersions,
  type Scalar,
  type Tensor,
  tensorMemory,
  tf,
  type Variable,
} from './runtime.ts';

installKernels();
