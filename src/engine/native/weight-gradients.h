/**
 * The gradients of an LSTM's weights: its inputs and its hidden states, transposed, times the gradient at its gates;
 * and that gradient's column sums. One kernel for the three, because they all read the gradient, which does not fit the
 * caches: on plain arrays, on all threads. Knows nothing of TensorFlow.
 */
#pragma once

namespace epochd {

/** All matrices lie one row after the other. */
struct WeightGradients {
  int count;              // of rows: a sequence's steps, for all sequences
  int features, units, columns;
  const float* inputs;    // [count, features]
  const float* hidden;    // [count, units]: of the step before
  const float* gradient;  // [count, columns]
  float* ofInputs;        // [features, columns]
  float* ofHidden;        // [units, columns]
  float* ofBias;          // [columns]
};

void weightGradients(const WeightGradients& of);

}  // namespace epochd
