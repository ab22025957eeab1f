/**
 * TensorFlow, as the rest of the house may use it: the only folder that imports tfjs-node. It knows nothing of jobs,
 * networks or HTTP.
 */
import { installKernels } from './kernels.ts';

export { type Adam, type AdamSettings, createAdam } from './adam.ts';
export { sparseSoftmaxCrossEntropy } from './operations.ts';
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
