/**
 * TensorFlow, as the rest of the house may use it: the only folder that imports tfjs-node. It knows nothing of jobs,
 * networks or HTTP.
 */
import { installKernels } from './kernels.ts';

export { canPoolConvolution, convolutionReluMaxPooling, type PoolingShape } from './convolution-pooling.ts';
export { type AttributeValue, attribute, DTYPES, type Dtype } from './graph/attributes.ts';
export type { BatchDefinition, BatchFunction, TimedOutputs } from './graph/batch-function.ts';
export {
  type ConstantValue,
  createGraphDefinition,
  type GraphDefinition,
  type TextConstant,
} from './graph/graph-definition.ts';
export {
  finish,
  type GatheredRows,
  type GraphFunction,
  type GraphSession,
  openGraphSession,
  type Steps,
} from './graph/graph-session.ts';
export { addVariables, type NamedVariable, type PortableVariable, writeBatch } from './graph/portable-batch.ts';
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
export { createOptimizer } from './optimizers/create-optimizer.ts';
export type { Optimizer, UpdateRule } from './optimizers/optimizer.ts';
export * as rules from './optimizers/rules.ts';
export { type FillMode, transformPictures } from './picture-transform.ts';
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
export { createTrainedVariable, type TrainedVariable } from './trained-variable.ts';

installKernels();
