/**
 * What a run is fed: numbers of JavaScript's, copied into tensors. Knows nothing of graphs but where an input goes.
 *
 * An input is a typed array, whose first numbers are taken, or rows of a larger one, gathered here: `{values, rows,
 * from, to}` is the rows of `values` whose numbers stand in `rows` at the positions from `from` to `to` (excluded).
 * That saves the copy that JavaScript would make first, and a large batch is copied by all threads.
 *
 * MEMORY Copied, because a graph may keep what it is fed: a variable that is assigned shares the buffer.
 */
#pragma once

#include <node_api.h>
#include <tensorflow/c/c_api.h>

#include <vector>

namespace epochd {

struct Input {
  TF_Output output;
  TF_DataType dtype;
  std::vector<int64_t> shape;
  size_t bytes;
};

/**
 * Makes a tensor of each of JavaScript's `values`.
 * @param tensors those that were made, which are the caller's to delete, after a failure too.
 * @returns false if something does not fit; then JavaScript throws.
 */
bool Feed(napi_env env, const std::vector<Input>& inputs, napi_value values, std::vector<TF_Tensor*>* tensors);

}  // namespace epochd
